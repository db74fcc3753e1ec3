extension Lexer {
    /// Reads a numeral as greedily as `read_numeral` in llex.c does, so that `3x` and `1..2` are one malformed token.
    mutating func scanNumber() -> TokenKind {
        let start = offset
        while peek().isDigit { offset += 1 }
        if offset > start, !peek().isNamePart, peek() != UInt8(ascii: ".") { return .number }

        offset = start
        let isHexadecimal = peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x")
        let exponentMark = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
        if isHexadecimal { offset += 2 }
        while true {
            let byte = peek()
            if byte | 0x20 == exponentMark {
                offset += 1
                if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { offset += 1 }
            } else if byte.hexadecimalValue != nil || byte == UInt8(ascii: ".") {
                offset += 1
            } else {
                break
            }
        }
        if peek().isNameStart { offset += 1 }
        if LuaNumber(numeral: bytes[start..<offset]) == nil { report("malformed number", from: start) }
        return .number
    }
}
