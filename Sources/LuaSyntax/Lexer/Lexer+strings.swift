extension Lexer {
    /// Reads a quoted string; answers whether it contains escapes. One without its closing quote ends with the line.
    mutating func scanQuotedString(delimiter: UInt8) -> Bool {
        let start = offset
        var isEscaped = false
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == delimiter {
                offset += 1
                return isEscaped
            }
            if byte.isNewline { break }
            offset += 1
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                scanEscape(from: start)
            }
        }
        if offset == bytes.count {
            let span = SourceSpan(start: start, end: offset)
            diagnostics.append(SyntaxDiagnostic(span: span, message: "unfinished string near <eof>"))
        } else {
            report("unfinished string", from: start)
        }
        return isEscaped
    }

    /// The number of `=` between the two `[` of a long bracket that opens here; `nil` when none does.
    func longBracketLevel() -> Int? {
        var level = 0
        while peek(1 + level) == UInt8(ascii: "=") { level += 1 }
        return peek(1 + level) == UInt8(ascii: "[") ? level : nil
    }

    /// Reads from an opening long bracket past the closing one of the same level.
    mutating func scanLongBracket(level: Int, what: String, from start: Int) {
        offset += level + 2
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == UInt8(ascii: "]"), closesLongBracket(level: level) {
                offset += level + 1
                return
            }
        }
        let line = 1 + LineCount.newlines(in: bytes[..<start])
        diagnostics.append(
            SyntaxDiagnostic(
                span: SourceSpan(start: start, end: offset),
                message: "unfinished long \(what) (starting at line \(line)) near <eof>"))
    }

    private func closesLongBracket(level: Int) -> Bool {
        for distance in 0..<level where peek(distance) != UInt8(ascii: "=") { return false }
        return peek(level) == UInt8(ascii: "]")
    }

    private mutating func scanEscape(from start: Int) {
        guard offset < bytes.count else { return }
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "x"): scanHexadecimalEscape(from: start)
        case UInt8(ascii: "u"): scanUnicodeEscape(from: start)
        case UInt8(ascii: "z"):
            offset += 1
            while peek().isSpace, offset < bytes.count { offset += 1 }
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            offset += 1
            if peek().isNewline, peek() != byte { offset += 1 }
        case _ where byte.isDigit: scanDecimalEscape(from: start)
        case _ where StringDecoder.simpleEscape(byte) != nil: offset += 1
        default: reportEscape("invalid escape sequence", from: start)
        }
    }

    private mutating func scanHexadecimalEscape(from start: Int) {
        offset += 1
        for _ in 0..<2 {
            guard peek().hexadecimalValue != nil else {
                return reportEscape("hexadecimal digit expected", from: start)
            }
            offset += 1
        }
    }

    private mutating func scanUnicodeEscape(from start: Int) {
        offset += 1
        guard peek() == UInt8(ascii: "{") else { return reportEscape("missing '{'", from: start) }
        offset += 1
        guard peek().hexadecimalValue != nil else {
            return reportEscape("hexadecimal digit expected", from: start)
        }
        var scalar: UInt32 = 0
        while let digit = peek().hexadecimalValue {
            guard scalar <= 0x7FF_FFFF else { return reportEscape("UTF-8 value too large", from: start) }
            scalar = scalar << 4 | UInt32(digit)
            offset += 1
        }
        guard peek() == UInt8(ascii: "}") else { return reportEscape("missing '}'", from: start) }
        offset += 1
    }

    private mutating func scanDecimalEscape(from start: Int) {
        var value = 0
        var count = 0
        while count < 3, peek().isDigit {
            value = value * 10 + Int(peek() &- 0x30)
            offset += 1
            count += 1
        }
        if value > 255 { reportEscape("decimal escape too large", from: start) }
    }

    /// Reports an escape with the byte that spoils it, the way `escchek` in llex.c shows it, and reads on after it.
    private mutating func reportEscape(_ message: String, from start: Int) {
        let escape = bytes[start..<offset].lastIndex(of: UInt8(ascii: "\\")) ?? start
        let hasByte = offset < bytes.count && !bytes[offset].isNewline
        let end = hasByte ? offset + 1 : offset
        let near = SourceSnippet.near(bytes[start..<end], keepingEnd: true)
        diagnostics.append(
            SyntaxDiagnostic(span: SourceSpan(start: escape, end: end), message: "\(message) near \(near)"))
        // A quote that spoils an escape still closes the string.
        if hasByte, bytes[offset] != bytes[start] { offset = end }
    }
}
