import LuaSyntax
import Testing

@Suite("LuaSource")
struct LuaSourceTests {
    @Test func `each kind of line end counts once`() {
        let source = LuaSource(name: "", text: "a\nb\rc\r\nd\n\re\n\nf")
        #expect(source.lineCount == 7)
        #expect(source.text(of: source.span(ofLine: 3)) == "c")
        #expect(source.text(of: source.span(ofLine: 4)) == "d")
        #expect(source.text(of: source.span(ofLine: 6)) == "")
        #expect(source.line(at: source.bytes.count) == 7)
    }

    @Test func `columns count characters`() {
        let source = LuaSource(name: "", text: "x = 'é→😀' + y")
        let plus = source.bytes.firstIndex(of: UInt8(ascii: "+")) ?? 0
        #expect(source.position(at: plus) == LinePosition(line: 1, column: 11))
        #expect(source.position(at: 0) == LinePosition(line: 1, column: 1))
    }

    @Test func `code starts after byte order mark and hash line`() {
        #expect(LuaSource(name: "", text: "\u{FEFF}return").codeStart == 3)
        #expect(LuaSource(name: "", text: "#!lua\nreturn").codeStart == 5)
        #expect(LuaSource(name: "", text: "\u{FEFF}# x").codeStart == 6)
        #expect(LuaSource(name: "", text: " # x").codeStart == 0)
        #expect(messages("#!lua\nx") == ["2: syntax error near <eof>"])
    }

    @Test func `descriptions name file line and column`() throws {
        let chunk = parse("local a\n  a = = 1")
        let diagnostic = try #require(chunk.diagnostics.first)
        #expect(diagnostic.description(in: chunk.source) == "test.lua:2:7: unexpected symbol near '='")
    }
}
