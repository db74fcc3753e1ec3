import Console
import Testing

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
        #expect(SafeText.lines(of: "one\r\ntwo\n\u{1b}three\rfour") == ["one", "two", "^[three^Mfour"])
    }
}
