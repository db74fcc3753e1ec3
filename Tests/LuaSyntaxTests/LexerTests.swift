import LuaSyntax
import Testing

@Suite("Lexer")
struct LexerTests {
    private func spellings(_ text: String) -> [String] {
        let source = LuaSource(name: "test.lua", text: text)
        return Lexer.tokens(of: source).map { source.text(of: $0.span) }
    }

    @Test func `tokens are as long as they can be`() {
        #expect(
            spellings("a<<=b>>c<=d//e/f...g..h.i::j:k~=l~m==n=o") == [
                "a", "<<", "=", "b", ">>", "c", "<=", "d", "//", "e", "/", "f", "...", "g", "..", "h", ".", "i", "::",
                "j", ":", "k", "~=", "l", "~", "m", "==", "n", "=", "o",
            ])
    }

    @Test func `every keyword is known and no other word`() {
        let keywords =
            "and break do else elseif end false for function goto if in local nil not or repeat return"
            + " then true until while"
        let known = Lexer.tokens(of: LuaSource(name: "", text: keywords))
        #expect(known.count == 22)
        #expect(known.map(\.kind.spelling).joined(separator: " ") == keywords)
        let names = Lexer.tokens(of: LuaSource(name: "", text: "ands brea Do elsei ende fals functions goto_ _if"))
        #expect(names.allSatisfy { $0.kind == .name })
    }

    @Test func `comments are kept beside the tokens`() {
        let source = LuaSource(name: "", text: "--one\na --[==[ two\n]] ]==] b --[=three\n--[[four]]")
        let chunk = Parser.parse(source)
        #expect(
            chunk.comments.map { source.text(of: $0.span) } == [
                "--one", "--[==[ two\n]] ]==]", "--[=three", "--[[four]]",
            ])
        #expect(chunk.comments.map(\.isLong) == [false, true, false, true])
        #expect(chunk.comments.map(\.startsLine) == [true, false, false, true])
    }

    @Test func `first tokens of lines are marked`() {
        let tokens = Lexer.tokens(of: LuaSource(name: "", text: "a b\n  c --[[\n]] d\r\ne"))
        #expect(tokens.map(\.startsLine) == [true, false, true, false, true])
    }

    @Test func `a malformed token still has the bytes it was meant to have`() {
        #expect(spellings("x = 3abc + 1..2") == ["x", "=", "3abc", "+", "1..2"])
        #expect(spellings("f 'abc\ng()") == ["f", "'abc", "g", "(", ")"])
        #expect(spellings("[=x") == ["[=", "x"])
    }

    @Test(arguments: [
        "", "#", "#!/usr/bin/lua", "\u{FEFF}", "--", "--[", "[", "\"", "'\\", "0x", "[[", "..", "~", "\0",
    ])
    func `reading ends at the end`(text: String) {
        let source = LuaSource(name: "", text: text)
        let tokens = Lexer.tokens(of: source)
        #expect(tokens.allSatisfy { $0.span.end <= source.bytes.count && $0.span.count > 0 })
    }
}
