extension YAMLScanner {
    /// How far the cursor stands from the start of its line.
    var column: Int { column(of: cursor.place) }

    func column(of place: Int) -> Int {
        let start = text.utf8[..<place].lastIndex(where: \.isLineBreak).map { $0 + 1 } ?? 0
        return place - start
    }

    /// Whether a blank, or the end of a line, comes some bytes on.
    func isBlankOrEnd(_ distance: Int) -> Bool { cursor.peek(distance).map { $0.isBlank || $0.isLineBreak } ?? true }

    var isAtDash: Bool { cursor.sees("-") && isBlankOrEnd(1) }

    /// Whether this line begins with such a mark of a document.
    func isAtMarker(_ marker: StaticString) -> Bool { cursor.sees(marker) && isBlankOrEnd(3) && column == 0 }

    /// Whether the document ends here.
    var isAtEndOfBlock: Bool { cursor.isAtEnd || isAtMarker("---") || isAtMarker("...") }

    /// Whether nothing but a comment follows in the line. Blanks are skipped.
    var isAtEndOfLine: Bool { cursor.peek().map { $0.isLineBreak || isComment($0) } ?? true }

    private func isComment(_ byte: UInt8) -> Bool {
        guard byte == UInt8(ascii: "#") else { return false }
        guard let before = cursor.peek(-1) else { return true }
        return before.isBlank || before.isLineBreak
    }

    mutating func skipBlanks() { cursor.skip(while: \.isBlank) }

    /// Goes on behind blanks, line ends and comments.
    mutating func skipToToken(isInFlow: Bool = false) throws(ConfigurationError) {
        var line: Int?
        while let byte = cursor.peek() {
            if byte.isBlank {
                cursor.place += 1
            } else if byte.isLineBreak {
                cursor.place += 1
                line = cursor.place
            } else if isComment(byte) {
                cursor.skip { !$0.isLineBreak }
            } else {
                break
            }
        }
        guard !isInFlow, !cursor.isAtEnd, let line else { return }
        if let tab = text.utf8[line..<cursor.place].firstIndex(of: 0x09) {
            throw text.malformed(tab, "a line is indented by a tab", hint: "YAML takes blanks only")
        }
    }

    /// Sees to it that nothing follows in the line.
    mutating func endLine() throws(ConfigurationError) {
        skipBlanks()
        guard !isAtEndOfLine else { return }
        if cursor.sees(":") {
            throw cursor.malformed(
                "a key cannot stand here", hint: "write a value that has ': ' in it in quotation marks")
        }
        throw cursor.malformed("\(cursor.shown) follows a value")
    }

    /// Goes on behind anchors and tags.
    /// - Parameter node: what they belong to.
    /// - Returns: the tag, and where the last of them ends.
    mutating func properties(of node: Int?) throws(ConfigurationError) -> (tag: String?, end: Int) {
        var (tag, end) = (String?.none, cursor.place)
        while let byte = cursor.peek(), byte == UInt8(ascii: "&") || byte == UInt8(ascii: "!") {
            let start = cursor.place
            cursor.skip { !$0.isBlank && !$0.isLineBreak && !",[]{}".utf8.contains($0) }
            let word = text.string(start..<cursor.place)
            if byte == UInt8(ascii: "!") { tag = word } else if let node { anchors[String(word.dropFirst())] = node }
            end = cursor.place
            skipBlanks()
        }
        return (tag, end)
    }

    /// A value that is not written.
    mutating func empty(_ node: Int, at place: Int, _ tag: String?, isInFlow: Bool = false) {
        tree.finish(node, .scalar(YAMLScalar(style: .empty, tag: tag, isInFlow: isInFlow)), place..<place)
    }

    mutating func alias(_ node: Int, isInFlow: Bool) throws(ConfigurationError) {
        let start = cursor.place
        cursor.place += 1
        cursor.skip { !$0.isBlank && !$0.isLineBreak && !",[]{}".utf8.contains($0) }
        let name = text.string(start + 1..<cursor.place)
        guard !name.isEmpty else { throw text.malformed(start, "the name of an alias is missing") }
        guard let target = anchors[name] else {
            throw text.malformed(start, "there is no anchor '&\(name)' before this alias")
        }
        tree.finish(
            node, .scalar(YAMLScalar(style: .alias(name, of: target), tag: nil, isInFlow: isInFlow)),
            start..<cursor.place)
    }
}
