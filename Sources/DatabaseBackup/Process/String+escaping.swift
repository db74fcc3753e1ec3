extension String {
    /// Puts a backslash before each of the given characters. Works on scalars: a quote followed by a combining mark is
    /// one `Character`, and a quote all the same.
    func escaping(_ specials: Unicode.Scalar...) -> String {
        var escaped = ""
        for scalar in unicodeScalars {
            if specials.contains(scalar) { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
