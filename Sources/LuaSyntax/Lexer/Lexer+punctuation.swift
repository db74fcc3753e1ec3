extension Lexer {
    /// Reads an operator, a bracket, a long string or a numeral that begins with a dot.
    mutating func scanPunctuation(_ byte: UInt8) -> TokenKind {
        switch byte {
        case UInt8(ascii: "+"): take(.plus)
        case UInt8(ascii: "-"): take(.minus)
        case UInt8(ascii: "*"): take(.star)
        case UInt8(ascii: "%"): take(.percent)
        case UInt8(ascii: "^"): take(.caret)
        case UInt8(ascii: "#"): take(.hash)
        case UInt8(ascii: "&"): take(.ampersand)
        case UInt8(ascii: "|"): take(.pipe)
        case UInt8(ascii: "("): take(.leftParenthesis)
        case UInt8(ascii: ")"): take(.rightParenthesis)
        case UInt8(ascii: "{"): take(.leftBrace)
        case UInt8(ascii: "}"): take(.rightBrace)
        case UInt8(ascii: "]"): take(.rightBracket)
        case UInt8(ascii: ";"): take(.semicolon)
        case UInt8(ascii: ","): take(.comma)
        case UInt8(ascii: "/"): take(.slash, or: .doubleSlash, if: "/")
        case UInt8(ascii: "~"): take(.tilde, or: .notEqual, if: "=")
        case UInt8(ascii: "="): take(.assign, or: .equal, if: "=")
        case UInt8(ascii: ":"): take(.colon, or: .doubleColon, if: ":")
        case UInt8(ascii: "<"): peek(1) == byte ? take(.shiftLeft, length: 2) : take(.less, or: .lessOrEqual, if: "=")
        case UInt8(ascii: ">"):
            peek(1) == byte ? take(.shiftRight, length: 2) : take(.greater, or: .greaterOrEqual, if: "=")
        case UInt8(ascii: "["): scanLeftBracket()
        case UInt8(ascii: "."): scanDot()
        default: take(.invalid)
        }
    }

    private mutating func take(_ kind: TokenKind, length: Int = 1) -> TokenKind {
        offset += length
        return kind
    }

    private mutating func take(
        _ single: TokenKind, or double: TokenKind, if second: Unicode.Scalar
    ) -> TokenKind {
        peek(1) == UInt8(ascii: second) ? take(double, length: 2) : take(single)
    }

    private mutating func scanLeftBracket() -> TokenKind {
        let start = offset
        if let level = longBracketLevel() {
            scanLongBracket(level: level, what: "string", from: start)
            return .longString
        }
        guard peek(1) == UInt8(ascii: "=") else { return take(.leftBracket) }
        offset += 1
        while peek() == UInt8(ascii: "=") { offset += 1 }
        report("invalid long string delimiter", from: start)
        return .longString
    }

    private mutating func scanDot() -> TokenKind {
        if peek(1).isDigit { return scanNumber() }
        guard peek(1) == UInt8(ascii: ".") else { return take(.dot) }
        return peek(2) == UInt8(ascii: ".") ? take(.ellipsis, length: 3) : take(.concatenate, length: 2)
    }
}
