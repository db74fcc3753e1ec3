import Testing

@testable import Console

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한국", 4), ("\u{1112}\u{1161}\u{11ab}", 2),
        ("ｆｕｌｌ", 8), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("🇩🇪", 2), ("✓ ✗ ⏸", 5), ("│├─", 3), ("…", 1),
    ])
    func `counts columns`(text: String, columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }

    @Test(arguments: [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("👩‍👩‍👧ab", 3, "👩‍👩‍👧…"),
    ])
    func `cuts at a column`(text: String, width: Int, cut: String) {
        #expect(text.truncated(toWidth: width) == cut)
    }

    @Test func `never exceeds the width it is cut to`() {
        let text = StyledText("ab日本", .success) + StyledText("👍cd", .failure) + StyledText("語ef")
        for width in 0...text.width { #expect(text.truncated(toWidth: width).width <= width) }
        #expect(text.truncated(toWidth: text.width) == text)
        #expect(text.truncated(toWidth: 6).plain == "ab日…")
    }

    @Test(arguments: [
        ("one two three", 8, ["one two", "three"]), ("onetwothree", 4, ["onet", "woth", "ree"]), ("", 4, [""]),
        ("日本語", 4, ["日本", "語"]), ("  indented word", 11, ["  indented", "word"]),
    ])
    func `wraps at spaces`(text: String, width: Int, rows: [String]) {
        #expect(text.wrapped(toWidth: width) == rows)
    }
}
