/// How source bytes are quoted in messages.
enum SourceText {
    private static let longest = 40

    /// Bytes in quotes after `near`, as Lua writes them, but cut when they are long or run over a line.
    static func near(_ bytes: ArraySlice<UInt8>) -> String {
        let line = bytes.prefix { !$0.isNewline }
        let shown = line.prefix(longest)
        let text = String(decoding: shown, as: UTF8.self)
        return shown.count < bytes.count ? "'\(text)…'" : "'\(text)'"
    }

    /// A byte that begins no token, as Lua writes it: itself when it can be printed, else `<\195>`.
    static func near(invalid byte: UInt8) -> String {
        (0x20..<0x7F).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "'<\\\(byte)>'"
    }
}
