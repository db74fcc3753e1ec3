import LuaSyntax
import Testing

@Suite("Messages")
struct MessageTests {
    /// Programs with one error each that Lua reports in the same words and on the same line.
    private static let broken = [
        "x = = 1", "x", "f(", "local 1", "f{\n1\n2}", "if x\nfoo() end", "while x do\n\n", "function f(\n1) end",
        "function f(a", "for x do end", "for 1 = 2 do end", "a.1 = 2", "a:b = 1", "a:b", "return return", "x = }",
        "x = 3x", "x = 1..2", "x = 'abc", "x = 'abc\n'", "x = \"\\q\"", "x = '\\400'", "x = '\\xg'", "x = '\\u'",
        "x = '\\u{110000000}'", "x = '\\u{12'", "x = '\\u{z}'", "x = [=y", "x = [[\n", "--[[\n", "@", "x = $", "é = 1",
        "x = a.", "x = (1", "x = (\n1", "x = a[1", "end", "do end end", "return 1 x = 2",
        "do\nreturn 1\nx = 2 end", "f() = 1", "(a) = 1", "a, f() = 1, 2", "a, b", "local a <foo> = 1", "local a <const",
        "local a <close>, b <close> = 1", "break", "goto x", "::x:: ::x::", "goto 1", "::x", "x = function end",
        "function f() x = ... end", "local x <const> = 1; x = 2", "local x <close> = nil; x = 2",
        "local x <const> = 1\nfunction f() x = 2 end", "goto x local a ::x:: a = 1",
        "repeat goto x local a ::x:: until a",
        "if a then else elseif b then end", "repeat until", "local function end", "local function f.x() end",
        "function f:a.b() end", "x = not", "x = a and", "x = #", "x = 1 2", "::1::", "f 'a' 'b' c",
        "local function f(..., a) end", "while true do goto out end do ::out:: end",
    ]

    @Test func `errors are told in Lua's words`() throws {
        for (program, verdict) in zip(Self.broken, try ReferenceLua.verdicts(on: Self.broken)) {
            let chunk = parse(program)
            #expect(chunk.diagnostics.first?.message == verdict, "\(program)")
        }
    }

    @Test func `the opening bracket is shown with the missing one`() throws {
        let chunk = parse("f{\n  a = 1,\n")
        let diagnostic = try #require(chunk.diagnostics.first)
        #expect(diagnostic.message == "'}' expected (to close '{' at line 1) near <eof>")
        #expect(diagnostic.related.map { chunk.source.text(of: $0.span) } == ["{"])
    }

    @Test(arguments: ["f{", "f{ 1,", "f{ 1, local x = 2", "f{ a = 1, end"])
    func `a table that is left open is said to be so`(program: String) {
        #expect(messages(program).first?.hasPrefix("1: '}' expected near") == true)
    }

    @Test func `long tokens are cut in messages`() {
        let text = String(repeating: "long ", count: 100)
        #expect(messages("x = 1 '\(text)'").allSatisfy { $0.utf8.count < 100 && $0.contains("…") })
    }

    @Test func `a broken escape is shown where it is`() throws {
        let text = String(repeating: "é", count: 50)
        let chunk = parse("x = '\(text) \\q'")
        let diagnostic = try #require(chunk.diagnostics.first)
        #expect(chunk.source.text(of: diagnostic.span) == "\\q")
        #expect(diagnostic.message == "invalid escape sequence near '…\(text.prefix(18)) \\q'")
        #expect(!messages("x = 1 '\(text)'").contains { $0.contains("\u{FFFD}") })
    }

    @Test func `bytes that are no text can be reported`() {
        let chunk = Parser.parse(LuaSource(name: "", bytes: [0x78, 0x3D, 0xFF]))
        #expect(chunk.diagnostics.map(\.message) == ["unexpected symbol near '<\\255>'"])
    }
}
