/// How source bytes are quoted in messages.
enum SourceSnippet {
    private static let maximumLength = 40

    /// Bytes in quotes after `near`, as Lua writes them, but cut when they are long or run over a line.
    /// - Parameter keepingEnd: Whether the end matters, not the beginning.
    static func near(_ bytes: ArraySlice<UInt8>, keepingEnd: Bool = false) -> String {
        guard bytes.count > maximumLength || bytes.contains(where: \.isNewline) else {
            return "'\(String(decoding: bytes, as: UTF8.self))'"
        }
        let line = keepingEnd ? bytes.suffix(while: { !$0.isNewline }) : bytes.prefix { !$0.isNewline }
        let cut = keepingEnd ? wholeCharacters(line.suffix(maximumLength)) : wholeCharacters(line.prefix(maximumLength))
        let text = String(decoding: cut, as: UTF8.self)
        return keepingEnd ? "'…\(text)'" : "'\(text)…'"
    }

    /// The bytes without parts of characters at their ends.
    private static func wholeCharacters(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var whole = bytes.drop { $0 & 0xC0 == 0x80 }
        let partial = whole.suffix(while: { $0 >= 0x80 })
        if String(validating: partial, as: UTF8.self) == nil {
            whole = whole[..<(partial.lastIndex { $0 >= 0xC0 } ?? partial.startIndex)]
        }
        return whole
    }

    /// A byte that begins no token, as Lua writes it: itself when it can be printed, else `<\195>`.
    static func near(invalid byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "'<\\\(byte)>'"
    }
}

extension ArraySlice<UInt8> {
    fileprivate func suffix(while isIncluded: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[((lastIndex { !isIncluded($0) } ?? startIndex - 1) + 1)...]
    }
}
