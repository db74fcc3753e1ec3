/// Character classes of Lua's lexer, which knows ASCII only (lctype.c).
extension UInt8 {
    var isNewline: Bool { self == 0x0A || self == 0x0D }

    var isDigit: Bool { self &- 0x30 < 10 }

    /// A letter or an underscore: what a name may begin with.
    var isNameStart: Bool { (self | 0x20) &- 0x61 < 26 || self == 0x5F }

    var isNamePart: Bool { isNameStart || isDigit }

    /// Space, tab, newline, vertical tab, form feed or carriage return.
    var isSpace: Bool { self == 0x20 || self &- 0x09 < 5 }

    /// The value of a hexadecimal digit, `nil` for any other byte.
    var hexadecimalValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let lowercase = self | 0x20
        return lowercase &- 0x61 < 6 ? lowercase &- 0x61 &+ 10 : nil
    }
}
