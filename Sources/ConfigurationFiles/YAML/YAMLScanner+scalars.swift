extension YAMLScanner {
    /// Whether a text with ':' behind it, all in one line, stands here.
    func isAtKey() throws(ConfigurationError) -> Bool {
        var ahead = self
        if let mark = cursor.peek(), "\"'".utf8.contains(mark) {
            let range = try ahead.quoted()
            if text.utf8[range].contains(where: \.isLineBreak) { return false }
        } else {
            guard isPlainStart(isInFlow: false) else { return false }
            _ = ahead.plainLine(isInFlow: false)
        }
        ahead.skipBlanks()
        return ahead.cursor.sees(":") && ahead.isBlankOrEnd(1)
    }

    /// Goes on behind a key.
    /// - Returns: what it says.
    mutating func key(isInFlow: Bool = false) throws(ConfigurationError) -> String {
        if let mark = cursor.peek(), "\"'".utf8.contains(mark) {
            let range = try quoted()
            return YAMLText.quoted(text.utf8[range])
        }
        return YAMLText.plain(text.utf8[plainLine(isInFlow: isInFlow)])
    }

    /// A value in quotation marks, or without any.
    mutating func scalar(
        _ node: Int, in parent: Int, _ tag: String?, isInFlow: Bool = false
    ) throws(ConfigurationError) {
        let style: YAMLScalar.Style
        let range: Range<Int>
        switch cursor.peek() {
        case UInt8(ascii: "\""): (style, range) = (.double, try quoted())
        case UInt8(ascii: "'"): (style, range) = (.single, try quoted())
        default:
            guard isPlainStart(isInFlow: isInFlow) else {
                throw cursor.malformed(
                    "a value cannot begin with \(cursor.shown)", hint: "write it in quotation marks")
            }
            (style, range) = (.plain, plain(in: parent, isInFlow: isInFlow))
        }
        tree.finish(node, .scalar(YAMLScalar(style: style, tag: tag, isInFlow: isInFlow)), range)
    }

    private func isPlainStart(isInFlow: Bool) -> Bool {
        guard let byte = cursor.peek(), !byte.isBlank, !byte.isLineBreak else { return false }
        if "-?:".utf8.contains(byte) {
            guard let next = cursor.peek(1), !next.isBlank, !next.isLineBreak else { return false }
            return !isInFlow || !",[]{}".utf8.contains(next)
        }
        return !",[]{}#&*!|>'\"%@`".utf8.contains(byte)
    }

    /// Goes on behind what is plain in this line.
    private mutating func plainLine(isInFlow: Bool) -> Range<Int> {
        let start = cursor.place
        var end = start
        while let byte = cursor.peek(), !byte.isLineBreak {
            if byte == UInt8(ascii: ":") {
                let next = cursor.peek(1)
                if next.map({ $0.isBlank || $0.isLineBreak || isInFlow && ",[]{}".utf8.contains($0) }) ?? true { break }
            }
            if byte == UInt8(ascii: "#"), cursor.place > start, text.utf8[cursor.place - 1].isBlank { break }
            if isInFlow, ",[]{}".utf8.contains(byte) { break }
            cursor.place += 1
            if !byte.isBlank { end = cursor.place }
        }
        cursor.place = end
        return start..<end
    }

    /// Goes on behind what is plain in this line and those that go on with it.
    private mutating func plain(in parent: Int, isInFlow: Bool) -> Range<Int> {
        let start = cursor.place
        var end = plainLine(isInFlow: isInFlow).upperBound
        while true {
            var ahead = self
            ahead.skipBlanks()
            guard let byte = ahead.cursor.peek(), byte.isLineBreak else { break }
            ahead.cursor.skip { $0.isBlank || $0.isLineBreak }
            guard !ahead.isAtEndOfBlock, !ahead.cursor.sees("#"), isInFlow || ahead.column > parent else { break }
            let line = ahead.plainLine(isInFlow: isInFlow)
            if line.isEmpty { break }
            end = line.upperBound
            cursor.place = end
        }
        cursor.place = end
        return start..<end
    }

    /// Goes on behind a text in quotation marks.
    private mutating func quoted() throws(ConfigurationError) -> Range<Int> {
        let start = cursor.place
        let mark = cursor.peek()
        cursor.place += 1
        while let byte = cursor.peek() {
            if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                try checkEscape()
                cursor.place += cursor.peek(1) == 0x0D && cursor.peek(2) == 0x0A ? 3 : 2
            } else if byte == mark {
                cursor.place += 1
                // Two single ones are one in the text.
                guard mark == UInt8(ascii: "'"), cursor.peek() == mark else { return start..<cursor.place }
                cursor.place += 1
            } else {
                cursor.place += 1
            }
        }
        throw text.malformed(start, "the text that begins here has no \(mark == UInt8(ascii: "'") ? "'" : "\"")")
    }

    private func checkEscape() throws(ConfigurationError) {
        guard let kind = cursor.peek(1) else { return }
        guard let digits = YAMLText.digits(ofEscape: kind) else {
            throw cursor.malformed("'\\' begins no escape that YAML has", hint: "write '\\\\' for the character itself")
        }
        if (2..<2 + digits).contains(where: { cursor.peek($0)?.hexadecimalValue == nil }) {
            throw cursor.malformed("this escape needs \(digits) hexadecimal digits")
        }
    }

    /// A text in lines of its own.
    mutating func blockScalar(_ node: Int, in parent: Int, _ tag: String?) throws(ConfigurationError) {
        let start = cursor.place
        cursor.place += 1
        var (chomping, digit) = (UInt8?.none, Int?.none)
        while let byte = cursor.peek(), "+-123456789".utf8.contains(byte) {
            if byte.isDigit, digit == nil {
                digit = Int(byte) - 0x30
            } else if !byte.isDigit, chomping == nil {
                chomping = byte
            } else {
                throw cursor.malformed("\(cursor.shown) is one too many here")
            }
            cursor.place += 1
        }
        let indicator = start..<cursor.place
        try endLine()
        cursor.skip { !$0.isLineBreak }
        let header = cursor.place
        let known = digit.map { max(parent, 0) + $0 }
        let (lines, trailing, indentation) = blockLines(after: header, in: parent, known)
        cursor.place = lines.upperBound
        let block = YAMLBlock(
            isFolded: text.utf8[start] == UInt8(ascii: ">"), chomping: chomping, indicator: indicator,
            headerEnd: header, lines: lines, trailingEnd: trailing, indentation: indentation)
        let end = chomping == UInt8(ascii: "+") ? trailing : lines.upperBound
        tree.finish(node, .scalar(YAMLScalar(style: .block(block), tag: tag, isInFlow: false)), start..<end)
    }

    private func blockLines(
        after header: Int, in parent: Int, _ known: Int?
    ) -> (lines: Range<Int>, trailing: Int, indentation: Int) {
        var ahead = self
        ahead.cursor.place = header
        var indentation = known
        var (first, end, trailing) = (header, header, header)
        while ahead.takeLineBreak() {
            let line = ahead.cursor.place
            ahead.cursor.skip { $0 == 0x20 }
            let width = ahead.cursor.place - line
            let isLong = indentation.map { width >= $0 } ?? false
            // What has more blanks than the text is indented by is a line of it.
            if ahead.cursor.peek().map(\.isLineBreak) ?? true, !(isLong && width > (indentation ?? 0)) {
                trailing = ahead.cursor.place
                if ahead.cursor.isAtEnd { trailing = width > 0 ? ahead.cursor.place : line - 1 }
                continue
            }
            ahead.cursor.place = line
            guard !ahead.isAtEndOfBlock, width >= indentation ?? (parent + 1) else { break }
            if indentation == nil { indentation = width }
            if end == header { first = header }
            ahead.cursor.skip { !$0.isLineBreak }
            (end, trailing) = (ahead.cursor.place, ahead.cursor.place)
        }
        return (first..<end, max(end, trailing), indentation ?? max(parent, 0) + 2)
    }

    private mutating func takeLineBreak() -> Bool {
        if cursor.take("\r\n") { return true }
        guard let byte = cursor.peek(), byte.isLineBreak else { return false }
        cursor.place += 1
        return true
    }
}
