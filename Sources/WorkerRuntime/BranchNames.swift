/// The names of branches as parts of step paths.
enum BranchNames {
    /// Replaces what would break a path, and gives equal names numbers.
    static func unique(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            let base = sanitized(name)
            var candidate = base
            var number = 2
            while !used.insert(candidate).inserted {
                candidate = "\(base)#\(number)"
                number += 1
            }
            return candidate
        }
    }

    private static func sanitized(_ name: String) -> String {
        let text = String(
            String.UnicodeScalarView(name.unicodeScalars.map { isUnsafe($0) ? "_" : $0 }))
        return text.isEmpty ? "_" : text
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "/" || scalar.properties.generalCategory == .control
    }
}
