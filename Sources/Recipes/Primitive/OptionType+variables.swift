import LuaValues

extension OptionType where Value == [String: TextOrSecret] {
    /// Environment variables: what a kernel takes for names and values.
    public static let variables = OptionType.dictionary(of: .textOrSecret).map { variables, path throws(OptionError) in
        for (name, value) in variables {
            guard !name.isEmpty, !name.contains("="), !name.utf8.contains(0) else {
                throw OptionError(
                    "'\(path)' has a name that no variable can have: \(LuaValue.string(name))",
                    option: path.lastComponent,
                    hint: "names are not empty, and have no '=' and no zero byte")
            }
            if case .text(let text) = value, text.utf8.contains(0) {
                throw OptionError("'\(path.field(name))' holds a zero byte, which no variable can", option: name)
            }
        }
        return variables
    }
}
