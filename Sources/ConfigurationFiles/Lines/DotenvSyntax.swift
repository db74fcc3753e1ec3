/// `KEY=value`, as shells and dotenv read it.
struct DotenvSyntax: ConfigurationSyntax {
    private let text: SourceText
    private var entries: [LineEntry] = []

    init(_ text: SourceText) throws(ConfigurationError) {
        self.text = text
        var cursor = ByteCursor(text)
        while true {
            cursor.skip { $0.isBlank || $0.isLineBreak }
            if cursor.isAtEnd { return }
            if cursor.sees("#") {
                cursor.skip { !$0.isLineBreak }
            } else {
                entries.append(try Self.entry(&cursor))
            }
        }
    }

    private static func entry(_ cursor: inout ByteCursor) throws(ConfigurationError) -> LineEntry {
        if cursor.take("export ") { cursor.skip(while: \.isBlank) }
        let start = cursor.place
        cursor.skip { !$0.isBlank && !$0.isLineBreak && $0 != UInt8(ascii: "=") }
        let key = start..<cursor.place
        guard DotenvText.isName(cursor.text.string(key)) else {
            throw cursor.text.malformed(start, "no name of a variable begins here")
        }
        let before = cursor.place
        cursor.skip(while: \.isBlank)
        guard cursor.take("=") else { throw cursor.malformed("'=' is missing before \(cursor.shown)") }
        cursor.skip(while: \.isBlank)
        let value = try value(&cursor)
        cursor.skip(while: \.isBlank)
        if cursor.sees("#") { cursor.skip { !$0.isLineBreak } }
        if let byte = cursor.peek(), !byte.isLineBreak {
            throw cursor.malformed("\(cursor.shown) follows the value in quotation marks")
        }
        return LineEntry(
            key: cursor.text.string(key), keyRange: key, separator: before..<value.lowerBound, value: value)
    }

    private static func value(_ cursor: inout ByteCursor) throws(ConfigurationError) -> Range<Int> {
        let start = cursor.place
        if let mark = cursor.peek(), "\"'".utf8.contains(mark) {
            cursor.place += 1
            while let byte = cursor.peek(), byte != mark {
                cursor.place +=
                    byte == UInt8(ascii: "\\") && mark == UInt8(ascii: "\"") && cursor.peek(1) != nil ? 2 : 1
            }
            guard !cursor.isAtEnd else { throw cursor.text.malformed(start, "the value that begins here has no end") }
            cursor.place += 1
            return start..<cursor.place
        }
        // A comment begins after a blank.
        while let byte = cursor.peek(), !byte.isLineBreak {
            if byte == UInt8(ascii: "#"), cursor.place == start || cursor.text.utf8[cursor.place - 1].isBlank { break }
            cursor.place += 1
        }
        let end = cursor.text.utf8[start..<cursor.place].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start
        return start..<end
    }

    var keys: [String] { entries.map(\.key) }

    func find(_ key: String) throws(ConfigurationError) -> LineEntry? { try entries.find(key, in: text) }

    func offset(of place: LineEntry) -> Int { place.keyRange.lowerBound }

    func read(_ place: LineEntry) -> String? { DotenvText.decoded(text.utf8[place.value]) }

    func holds(_ value: ConfigurationValue, at place: LineEntry) -> Bool {
        read(place).map { $0.utf8.elementsEqual(value.text.utf8) } == true
    }

    func replacing(_ place: LineEntry, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        let present = place.value.isEmpty ? nil : text.utf8[place.value.lowerBound]
        return [TextEdit(place.value, try DotenvText.written(value.text, as: present))]
    }

    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        guard DotenvText.isName(key) else {
            throw ConfigurationError(
                .invalidKey, key: key, "'\(key)' is no name of a variable",
                hint: "names have letters, digits and '_', and do not begin with a digit")
        }
        let isExported = entries.last.map { entry in
            text.string(max(0, entry.keyRange.lowerBound - 7)..<entry.keyRange.lowerBound).hasSuffix("export ")
        }
        let line = (isExported == true ? "export " : "") + key + "=" + (try DotenvText.written(value.text, as: nil))
        return [text.addingLine(line, at: text.utf8.count)]
    }
}
