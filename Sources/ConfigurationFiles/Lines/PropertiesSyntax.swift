/// Java's `.properties`: keys are taken whole.
struct PropertiesSyntax: ConfigurationSyntax {
    private let text: SourceText
    private var entries: [LineEntry] = []

    init(_ text: SourceText) throws(ConfigurationError) {
        self.text = text
        var cursor = ByteCursor(text)
        while true {
            cursor.skip { $0.isBlank || $0.isLineBreak || $0 == 0x0C }
            guard let byte = cursor.peek() else { return }
            if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "!") {
                cursor.skip { !$0.isLineBreak }
            } else {
                entries.append(try Self.entry(&cursor))
            }
        }
    }

    private static func entry(_ cursor: inout ByteCursor) throws(ConfigurationError) -> LineEntry {
        let start = cursor.place
        try skip(&cursor) { !$0.isBlank && !$0.isLineBreak && !"=:\u{0C}".utf8.contains($0) }
        let key = start..<cursor.place
        try skipBlanks(&cursor)
        if cursor.take("=") || cursor.take(":") { try skipBlanks(&cursor) }
        let value = cursor.place
        try skip(&cursor) { !$0.isLineBreak }
        return LineEntry(
            key: PropertiesText.decoded(cursor.text.utf8[key]), keyRange: key, separator: key.upperBound..<value,
            value: value..<cursor.place)
    }

    /// Goes on over characters and escapes.
    private static func skip(_ cursor: inout ByteCursor, while isSuch: (UInt8) -> Bool) throws(ConfigurationError) {
        while let byte = cursor.peek(), isSuch(byte) || byte == UInt8(ascii: "\\") {
            guard byte == UInt8(ascii: "\\") else {
                cursor.place += 1
                continue
            }
            if cursor.peek(1) == UInt8(ascii: "u"),
                (2..<6).contains(where: { cursor.peek($0)?.hexadecimalValue == nil })
            {
                throw cursor.malformed(
                    "'\\u' needs four hexadecimal digits", hint: "write '\\\\' for the character '\\' itself")
            }
            cursor.place += cursor.peek(1) == 0x0D && cursor.peek(2) == 0x0A ? 3 : 2
            // What follows the blanks of the next line belongs to the same one.
            if cursor.place <= cursor.text.utf8.count, cursor.text.utf8[cursor.place - 1].isLineBreak {
                cursor.skip { $0.isBlank || $0 == 0x0C }
            }
        }
        cursor.place = min(cursor.place, cursor.text.utf8.count)
    }

    private static func skipBlanks(_ cursor: inout ByteCursor) throws(ConfigurationError) {
        cursor.skip { $0.isBlank || $0 == 0x0C }
    }

    var keys: [String] { entries.map(\.key) }

    func find(_ key: String) throws(ConfigurationError) -> LineEntry? { try entries.find(key, in: text) }

    func offset(of place: LineEntry) -> Int { place.keyRange.lowerBound }

    func read(_ place: LineEntry) -> String? { PropertiesText.decoded(text.utf8[place.value]) }

    func holds(_ value: ConfigurationValue, at place: LineEntry) -> Bool {
        read(place).map { $0.utf8.elementsEqual(value.text.utf8) } == true
    }

    func replacing(_ place: LineEntry, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        // A key that stands alone has nothing that would separate it.
        let separator = place.separator.isEmpty ? "=" : ""
        return [TextEdit(place.value, separator + PropertiesText.value(value.text))]
    }

    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        guard !key.isEmpty else { throw ConfigurationError(.invalidKey, key: key, "a key must not be empty") }
        let separator = entries.last.map { text.string($0.separator) }.flatMap { isPlain($0) ? $0 : nil } ?? "="
        let line = PropertiesText.key(key) + separator + PropertiesText.value(value.text)
        return [text.addingLine(line, at: text.utf8.count)]
    }

    private func isPlain(_ separator: String) -> Bool {
        !separator.isEmpty && !separator.utf8.contains(where: \.isLineBreak) && separator.contains { "=:".contains($0) }
    }
}
