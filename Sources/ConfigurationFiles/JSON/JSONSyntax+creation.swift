extension JSONSyntax {
    func creating(_ key: String, _ value: ConfigurationValue) throws(ConfigurationError) -> [TextEdit] {
        guard case .end(let node, let missing) = try tree.find(key, under: root, in: text), let name = missing.first
        else { throw ConfigurationError(.invalidKey, key: key, "'\(key)' is no key") }
        let parent = tree.nodes[node]
        guard parent.isMapping else {
            throw ConfigurationError(
                .notAValue, at: text.position(of: parent.offset), key: key,
                "there is no key '\(key)', and only objects get new keys", hint: "write the rest of it into the file")
        }
        return try adding(name, Array(missing.dropFirst()), value, to: parent)
    }

    private func adding(
        _ name: String, _ inner: [String], _ value: ConfigurationValue, to parent: ValueTree<JSONScanner.Scalar>.Node
    ) throws(ConfigurationError) -> [TextEdit] {
        let start = parent.range.lowerBound + 1
        let close = parent.range.upperBound - 1
        guard let last = parent.children.last.map({ tree.nodes[$0] }) else {
            // The object has nothing in it but blanks and comments.
            guard text.utf8[start..<close].contains(where: \.isLineBreak) else {
                return [TextEdit(at: start, " " + (try member(name, inner, value, around: nil)) + blank(before: close))]
            }
            let indentation = self.indentation(of: close) + unit
            let addition = try member(name, inner, value, around: indentation)
            return [TextEdit(at: start, text.lineEnd + indentation + addition)]
        }
        let isBroken = text.utf8[start..<last.offset].contains(where: \.isLineBreak)
        let indentation = isBroken ? self.indentation(of: last.offset) : nil
        let addition = try member(name, inner, value, around: indentation)
        let comma = commaAfter(last.range.upperBound, before: close)
        guard let indentation else {
            return [TextEdit(at: comma ?? last.range.upperBound, (comma == nil ? ", " : " ") + addition)]
        }
        let end = endOfLine(comma ?? last.range.upperBound, before: close)
        let commas = comma == nil ? [TextEdit(at: last.range.upperBound, ",")] : []
        return commas + [TextEdit(at: end, text.lineEnd + indentation + addition + (comma == nil ? "" : ","))]
    }

    /// A member, with the objects that it needs around its value.
    private func member(
        _ name: String, _ inner: [String], _ value: ConfigurationValue, around indentation: String?
    ) throws(ConfigurationError) -> String {
        let key = JSONText.quoted(name, in: text.encoding)
        guard let next = inner.first else { return "\(key): \(try written(value))" }
        let deeper = indentation.map { $0 + unit }
        let content = try member(next, Array(inner.dropFirst()), value, around: deeper)
        guard let indentation, let deeper else { return "\(key): { \(content) }" }
        return "\(key): {\(text.lineEnd)\(deeper)\(content)\(text.lineEnd)\(indentation)}"
    }

    private func blank(before close: Int) -> String { text.utf8[close - 1].isBlank ? "" : " " }

    /// What a line begins with.
    private func indentation(of offset: Int) -> String {
        let start = text.utf8[..<offset].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
        return text.string(start..<start + text.utf8[start..<offset].prefix(while: \.isBlank).count)
    }

    /// One step of indentation: that of the file's first member.
    private var unit: String {
        guard let first = tree.nodes[root].children.first else { return "  " }
        let found = indentation(of: tree.nodes[first].offset)
        return found.isEmpty ? "  " : found
    }

    /// The offset behind a comma after the last member.
    private func commaAfter(_ offset: Int, before close: Int) -> Int? {
        var cursor = ByteCursor(text)
        cursor.place = offset
        while cursor.place < close {
            if cursor.take(",") { return cursor.place }
            guard skipBlank(&cursor, crossesLines: true) else { return nil }
        }
        return nil
    }

    /// Where a new line begins after an offset: behind the comments that stand in its line.
    private func endOfLine(_ offset: Int, before close: Int) -> Int {
        var cursor = ByteCursor(text)
        cursor.place = offset
        var end = offset
        while cursor.place < close, skipBlank(&cursor, crossesLines: false) {
            if !text.utf8[cursor.place - 1].isBlank { end = cursor.place }
        }
        return end
    }

    /// Goes on behind one blank or one comment.
    private func skipBlank(_ cursor: inout ByteCursor, crossesLines: Bool) -> Bool {
        guard let byte = cursor.peek() else { return false }
        if byte.isBlank || byte.isLineBreak && crossesLines {
            cursor.place += 1
            return true
        }
        if cursor.sees("//") {
            cursor.skip { !$0.isLineBreak }
            return true
        }
        guard cursor.sees("/*") else { return false }
        var ahead = cursor
        ahead.place += 2
        guard ahead.skip(behind: "*/") != nil else { return false }
        let comment = text.utf8[cursor.place..<ahead.place]
        guard crossesLines || !comment.contains(where: \.isLineBreak) else { return false }
        cursor = ahead
        return true
    }
}
