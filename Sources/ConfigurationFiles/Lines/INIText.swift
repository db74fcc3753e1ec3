/// How `.ini` files write values.
enum INIText {
    /// What a value says: quotation marks around all of it are not a part of it.
    static func decoded(_ value: String) -> String {
        guard let mark = value.first, mark == "\"" || mark == "'", value.count > 1, value.last == mark else {
            return value
        }
        return String(value.dropFirst().dropLast())
    }

    /// A value, in the quotation marks that the present one has.
    /// - Throws: `ConfigurationError` where readers would not agree on what it says.
    static func written(_ text: String, as present: String) throws(ConfigurationError) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) {
            throw ConfigurationError(
                .unwritable, "values of .ini files have no line breaks and no control characters")
        }
        if let mark = present.first, "\"'".contains(mark), present.count > 1, present.last == mark {
            // Some take a '\' before the mark for an escape.
            guard !text.contains(mark), text.last != "\\" else { throw noForm }
            return "\(mark)\(text)\(mark)"
        }
        guard !needsMarks(text) else { throw noForm }
        return text
    }

    /// Whether readers would cut or change the value if it stood without quotation marks.
    private static func needsMarks(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        if first.isBlank || last.isBlank || "\"'#;".utf8.contains(first) { return true }
        return zip(text.utf8, text.utf8.dropFirst()).contains { $0.isBlank && "#;".utf8.contains($1) }
    }

    private static var noForm: ConfigurationError {
        ConfigurationError(
            .unwritable, "readers of .ini files do not agree on how this value would be written here",
            hint: "write the present value in quotation marks, \"…\" or '…', if the reader of the file takes them")
    }

    /// Whether a name can be that of a new key.
    static func isKey(_ name: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return !first.isBlank && !last.isBlank && !"#;[".utf8.contains(first)
            && !name.utf8.contains { "=:".utf8.contains($0) || $0 < 0x20 }
    }

    /// Whether a name can be that of a section.
    static func isSection(_ name: String) -> Bool { !name.utf8.contains { "[]".utf8.contains($0) || $0 < 0x20 } }
}
