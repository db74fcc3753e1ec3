extension TokenKind {
    /// The keyword a name is, or `.name`.
    static func ofName(_ bytes: ArraySlice<UInt8>) -> TokenKind {
        func isSpelled(_ keyword: StaticString) -> Bool {
            bytes.count == keyword.utf8CodeUnitCount
                && keyword.withUTF8Buffer { bytes.elementsEqual($0) }
        }
        switch bytes[bytes.startIndex] {
        case UInt8(ascii: "a"):
            if isSpelled("and") { return .and }
        case UInt8(ascii: "b"):
            if isSpelled("break") { return .break }
        case UInt8(ascii: "d"):
            if isSpelled("do") { return .do }
        case UInt8(ascii: "e"):
            if isSpelled("end") { return .end }
            if isSpelled("else") { return .else }
            if isSpelled("elseif") { return .elseif }
        case UInt8(ascii: "f"):
            if isSpelled("function") { return .function }
            if isSpelled("for") { return .for }
            if isSpelled("false") { return .false }
        case UInt8(ascii: "g"):
            if isSpelled("goto") { return .goto }
        case UInt8(ascii: "i"):
            if isSpelled("if") { return .if }
            if isSpelled("in") { return .in }
        case UInt8(ascii: "l"):
            if isSpelled("local") { return .local }
        case UInt8(ascii: "n"):
            if isSpelled("nil") { return .nil }
            if isSpelled("not") { return .not }
        case UInt8(ascii: "o"):
            if isSpelled("or") { return .or }
        case UInt8(ascii: "r"):
            if isSpelled("return") { return .return }
            if isSpelled("repeat") { return .repeat }
        case UInt8(ascii: "t"):
            if isSpelled("then") { return .then }
            if isSpelled("true") { return .true }
        case UInt8(ascii: "u"):
            if isSpelled("until") { return .until }
        case UInt8(ascii: "w"):
            if isSpelled("while") { return .while }
        default: break
        }
        return .name
    }
}
