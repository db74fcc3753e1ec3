/// One key of a file whose values do not nest.
struct LineEntry: Sendable {
    /// The key, with its section before it where there is one.
    let key: String
    /// The bytes of the key.
    let keyRange: Range<Int>
    /// What stands between key and value.
    let separator: Range<Int>
    /// The bytes of the value, with its quotation marks.
    let value: Range<Int>
}

extension [LineEntry] {
    /// The entry of a key.
    /// - Throws: `ConfigurationError` where there are two.
    func find(_ key: String, in text: SourceText) throws(ConfigurationError) -> LineEntry? {
        let found = filter { $0.key.utf8.elementsEqual(key.utf8) }
        guard found.count > 1 else { return found.first }
        let places = found.prefix(2).map { text.position(of: $0.keyRange.lowerBound) }
        throw ConfigurationError(
            .duplicateKey, at: places[1], key: key,
            "'\(key)' is there twice, in line \(places[0].line) and in line \(places[1].line)",
            hint: "readers take one or the other; remove one of the two")
    }
}

extension SourceText {
    /// The edit that adds a line at an offset that ends one, or at the end of the file.
    func addingLine(_ line: String, at offset: Int) -> TextEdit {
        let isAtStart = offset == 0 || utf8[offset - 1].isLineBreak
        return TextEdit(at: offset, (isAtStart ? "" : lineEnd) + line + lineEnd)
    }
}
