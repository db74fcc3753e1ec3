import Testing

@testable import Console

@Suite struct StyleTests {
    @Test(arguments: [
        (ColorMode.auto, [:], true, true), (.auto, [:], false, false), (.auto, ["NO_COLOR": "1"], true, false),
        (.auto, ["NO_COLOR": ""], true, true), (.auto, ["NO_COLOR": "1", "FORCE_COLOR": "1"], true, false),
        (.auto, ["FORCE_COLOR": "1"], false, true), (.auto, ["CLICOLOR_FORCE": "1"], false, true),
        (.auto, ["CLICOLOR_FORCE": "0"], false, false), (.auto, ["TERM": "dumb"], true, false),
        (.always, ["NO_COLOR": "1"], false, true), (.never, ["FORCE_COLOR": "1"], true, false),
    ])
    func `colours`(mode: ColorMode, environment: [String: String], isTerminal: Bool, isColored: Bool) {
        #expect(mode.isEnabled(environment: environment, isTerminal: isTerminal) == isColored)
    }

    @Test func `auto draws a tree on a capable terminal only`() throws {
        #expect(try ProgressStyle.auto.resolved(environment: ["TERM": "xterm"], isTerminal: true) == .tty)
        #expect(try ProgressStyle.auto.resolved(environment: ["TERM": "dumb"], isTerminal: true) == .plain)
        #expect(try ProgressStyle.auto.resolved(environment: [:], isTerminal: false) == .plain)
        #expect(try ProgressStyle.json.resolved(environment: [:], isTerminal: false) == .json)
    }

    @Test func `a tree that cannot be drawn is rejected`() {
        #expect(throws: ConsoleError.self) { try ProgressStyle.tty.resolved(environment: [:], isTerminal: false) }
    }

    @Test func `colours wrap neutralised text and nothing else`() {
        let text = StyledText("\u{1b}[2J\u{1b}[31mred", .success) + " plain"
        #expect(text.rendered(.colored) == "\u{1b}[32m^[[2Jred\u{1b}[0m plain")
        #expect(text.rendered(.plain) == "^[[2Jred plain")
        #expect(text.plain == "^[[2Jred plain")
    }
}
