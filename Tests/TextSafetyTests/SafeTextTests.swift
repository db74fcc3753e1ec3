import Testing

@testable import TextSafety

@Suite struct SafeTextTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("\u{1b}[2J", "^[[2J"),
        ("\u{1b}]0;title\u{7}", "^[]0;title^G"),
        ("\u{9b}31m", "M-^[31m"),
        ("\u{85}\u{80}\u{9f}", "M-^EM-^@M-^_"),
        ("a\rb\nc\u{0}d\u{7f}", "a^Mb^Jc^@d^?"),
        ("a\tb", "a    b"),
        ("\u{202e}txt.exe", "<U+202E>txt.exe"),
        ("a\u{2028}b\u{feff}c\u{200b}", "a<U+2028>b<U+FEFF>c<U+200B>"),
        ("hidden\u{e0041}", "hidden<U+E0041>"),
        ("日本語 é 👩‍👩‍👧 ❤️", "日本語 é 👩‍👩‍👧 ❤️"),
    ])
    func `makes visible what could act on a terminal`(hostile: String, safe: String) {
        #expect(SafeText.neutralised(hostile) == safe)
    }

    @Test func `leaves no control character whatever comes in`() {
        let everything = String(String.UnicodeScalarView((0..<0x3000).compactMap(UnicodeScalar.init)))
        let safe = SafeText.neutralised(everything).unicodeScalars
        #expect(!safe.contains { $0.properties.generalCategory == .control })
        #expect(safe.count > 0x2000)
    }

    @Test func `keeps a pile of combining marks short`() {
        let pile = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(SafeText.neutralised(pile).unicodeScalars.count == 9)
    }

    @Test func `splits lines before it neutralises`() {
        #expect(
            SafeText.lines(of: "one\r\ntwo\n\u{1b}three\rfour\n\nfive\n") == [
                "one", "two", "^[three", "four", "", "five", "",
            ])
    }

    @Test func `a line of a text cannot pass for one of ours`() {
        #expect(SafeText.indented("a\n2026-01-01T00:00:00Z forged\rx") == "a\n    2026-01-01T00:00:00Z forged\n    x")
    }

    @Test(arguments: [
        ("\u{1b}[91mred\u{1b}[0m \u{1b}[1;4mand\u{1b}[K so on", "red and so on"),
        ("\u{1b}[8mhidden\u{1b}[5m", "hidden"),
        ("\u{1b}[12Habc", "^[[12Habc"),
        ("\u{1b}[", "^[["),
        ("\u{1b}[1", "^[[1"),
        ("\u{3164}blank\u{ad}", "<U+3164>blank<U+00AD>"),
    ])
    func `leaves out what colours and shows what moves`(hostile: String, safe: String) {
        #expect(SafeText.neutralised(hostile) == safe)
    }

    @Test func `keeps colours where they are requested and nothing else`() {
        let line = "a\u{1b}[1;31mb\u{1b}[8;5mc\u{1b}[38;5;200;7md\u{1b}[22me\u{1b}[48;2;1;2;3mf\u{1b}[0mg\u{1b}[2Jh"
        let pieces = SafeText.coloured(line)
        #expect(pieces.map(\.text) == ["a", "b", "c", "d", "e", "f", "g^[[2Jh"])
        let parameters = [nil, "1;31", "1;31", "1;38;5;200", "38;5;200", "38;5;200;48;2;1;2;3", nil]
        #expect(pieces.map(\.parameters) == parameters)
        #expect(SafeText.coloured("\u{1b}[38;5;999mx").map(\.parameters) == [nil])
        #expect(SafeText.coloured("\u{1b}[999999999999999999999mx").map(\.parameters) == [nil])
    }

    @Test func `keeps the text around a byte that is no UTF-8`() {
        #expect(SafeText.decoded(Array("caf".utf8) + [0xe9] + Array(" crème".utf8)) == "caf\\xE9 crème")
        #expect(SafeText.decoded([0xf0, 0x9f, 0x98]) == "\\xF0\\x9F\\x98")
        #expect(SafeText.decoded([0xed, 0xa0, 0x80, 0x41]) == "\\xED\\xA0\\x80A")
        #expect(SafeText.decoded([UInt8]()) == "")
    }

    @Test func `escapes in JSON what cannot be seen`() {
        let json = "{\"a\":\"\u{202e}x\u{9b}é😀\u{e0041}\"}\n"
        #expect(SafeText.escapedJSON(json) == "{\"a\":\"\\u202ex\\u009bé😀\\udb40\\udc41\"}\n")
    }

    /// What was quadratic took minutes for this.
    @Test func `two megabytes of marks and controls are done in one go`() {
        let text = String(repeating: "e\u{301}\u{202e}", count: 400_000)
        #expect(SafeText.neutralised(text).utf8.count == 400_000 * (1 + 2 + 8))
    }
}
