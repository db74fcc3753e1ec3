/// `key = value` in sections: keys are `section:key`, and the key alone before the first section.
///
/// There is no standard. What is read here is what the common readers agree on; a value that they would read
/// differently is not written.
struct INISyntax: ConfigurationSyntax {
    let text: SourceText
    private var entries: [LineEntry] = []
    /// The sections in the order of their first lines, and where the last line of each ends.
    private var sections: [(name: String, end: Int)] = [("", 0)]

    init(_ text: SourceText) throws(ConfigurationError) {
        self.text = text
        var cursor = ByteCursor(text)
        var section = ""
        /// How far the key of the line before was indented; lines that are so further go on with its value.
        var indentation: Int?
        while !cursor.isAtEnd {
            let line = cursor.place
            cursor.skip(while: \.isBlank)
            let column = cursor.place - line
            let end = Self.endOfLine(cursor)
            switch cursor.peek() {
            case UInt8(ascii: "["):
                section = try Self.section(&cursor, until: end)
                sections.append((section, end))
                indentation = nil
            case UInt8(ascii: "#"), UInt8(ascii: ";"): break
            case let byte? where byte.isLineBreak: break
            case nil: break
            default:
                if let known = indentation, column > known, let last = entries.popLast() {
                    entries.append(last.extended(to: Self.trimmed(cursor.place..<end, text)))
                } else {
                    entries.append(try Self.entry(&cursor, in: section, until: end))
                    indentation = column
                }
                sections[sections.count - 1].end = end
            }
            cursor.place = end
            if !cursor.take("\r\n"), !cursor.isAtEnd { cursor.place += 1 }
        }
    }

    private static func endOfLine(_ cursor: ByteCursor) -> Int {
        var ahead = cursor
        ahead.skip { !$0.isLineBreak }
        return ahead.place
    }

    private static func section(_ cursor: inout ByteCursor, until end: Int) throws(ConfigurationError) -> String {
        let start = cursor.place + 1
        guard let close = cursor.text.utf8[start..<end].lastIndex(of: UInt8(ascii: "]")) else {
            throw cursor.malformed("a section begins here and has no ']'")
        }
        let rest = cursor.text.utf8[(close + 1)..<end].drop(while: \.isBlank)
        if let first = rest.first, !"#;".utf8.contains(first) {
            throw cursor.text.malformed(rest.startIndex, "something follows the name of a section")
        }
        return cursor.text.string(start..<close)
    }

    private static func entry(
        _ cursor: inout ByteCursor, in section: String, until end: Int
    ) throws(ConfigurationError) -> LineEntry {
        let bytes = cursor.text.utf8
        let start = cursor.place
        // A key alone is one without a value, as `skip-networking` in my.cnf is.
        let sign = bytes[start..<end].firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") } ?? end
        let key = trimmed(start..<sign, cursor.text)
        guard !key.isEmpty else { throw cursor.malformed("a key is missing before \(cursor.shown)") }
        let from = min(sign + 1, end)
        let first = from + bytes[from..<end].prefix(while: \.isBlank).count
        let value = first..<valueEnd(from: first, until: end, cursor.text)
        let name = cursor.text.string(key)
        return LineEntry(
            key: section.isEmpty ? name : "\(section):\(name)", keyRange: key,
            separator: key.upperBound..<value.lowerBound, value: value)
    }

    /// Where a value ends: before the blanks at the end of its line, and before a comment that blanks separate.
    private static func valueEnd(from start: Int, until end: Int, _ text: SourceText) -> Int {
        let bytes = text.utf8
        if start < end, "\"'".utf8.contains(bytes[start]),
            let close = bytes[(start + 1)..<end].firstIndex(of: bytes[start]),
            bytes[(close + 1)..<end].drop(while: \.isBlank).first.map({ "#;".utf8.contains($0) }) ?? true
        {
            return close + 1
        }
        let comment = (start..<end).first { place in
            "#;".utf8.contains(bytes[place]) && (place == start || bytes[place - 1].isBlank)
        }
        return trimmed(start..<(comment ?? end), text).upperBound
    }

    private static func trimmed(_ range: Range<Int>, _ text: SourceText) -> Range<Int> {
        let end = text.utf8[range].lastIndex { !$0.isBlank }.map { $0 + 1 } ?? range.lowerBound
        return range.lowerBound..<end
    }

    var keys: [String] { entries.map(\.key) }

    func find(_ key: String) throws(ConfigurationError) -> LineEntry? { try entries.find(key, in: text) }

    func offset(of place: LineEntry) -> Int { place.keyRange.lowerBound }

    func read(_ place: LineEntry) -> String? { INIText.decoded(text.string(place.value)) }

    func holds(_ value: ConfigurationValue, at place: LineEntry) -> Bool {
        read(place).map { $0.utf8.elementsEqual(value.text.utf8) } == true
    }

    func replacing(_ place: LineEntry, by value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        let written = try INIText.written(value.text, as: text.string(place.value))
        let sign = text.utf8[place.separator].contains { "=:".utf8.contains($0) } ? "" : " = "
        return [TextEdit(place.value, sign + written)]
    }

    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        // The section that is there and has the longest name; else what stands before the last ':'.
        let known = sections.map(\.name).filter { !$0.isEmpty && key.hasPrefix($0 + ":") }.max { $0.count < $1.count }
        let section = known ?? key.lastIndex(of: ":").map { String(key[..<$0]) } ?? ""
        let name = section.isEmpty ? key : String(key.dropFirst(section.count + 1))
        guard INIText.isKey(name), INIText.isSection(section) else {
            throw ConfigurationError(
                .invalidKey, key: key, "'\(key)' is no key that can be added", hint: "write 'section:key', or 'key'")
        }
        let separator = entries.last.map { text.string($0.separator) }.flatMap { $0.contains("=") ? $0 : nil } ?? " = "
        let line = name + separator + (try INIText.written(value.text, as: ""))
        guard let place = sections.last(where: { $0.name == section }), place.end > 0 || section.isEmpty else {
            let gap = text.utf8.isEmpty ? "" : text.lineEnd
            let isAtStart = text.utf8.last?.isLineBreak ?? true
            return [
                TextEdit(
                    at: text.utf8.count,
                    (isAtStart ? "" : text.lineEnd) + gap + "[\(section)]" + text.lineEnd + line + text.lineEnd)
            ]
        }
        // Before the first section, where there is nothing yet: at the very start.
        if place.end == 0 { return [TextEdit(at: 0, line + text.lineEnd)] }
        let indentation = entries.last { $0.key.hasPrefix(section + ":") }.map { self.indentation(of: $0) } ?? ""
        return [TextEdit(at: place.end, text.lineEnd + indentation + line)]
    }

    private func indentation(of entry: LineEntry) -> String {
        let key = entry.keyRange.lowerBound
        let start = text.utf8[..<key].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
        return text.string(start..<key)
    }
}

extension LineEntry {
    /// The entry with a further line of its value.
    fileprivate func extended(to line: Range<Int>) -> LineEntry {
        LineEntry(
            key: key, keyRange: keyRange, separator: separator, value: value.lowerBound..<line.upperBound)
    }
}
