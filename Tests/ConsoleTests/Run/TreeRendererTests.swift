import Journal
import Recipes
import RunReports
import Testing

@testable import Console

@Suite struct TreeRendererTests {
    private let output = CapturedOutput()
    private let clock = FakeClock()
    private let renderer: TreeRenderer

    init() {
        let clock = clock
        renderer = TreeRenderer(
            output: output, palette: .plain, clock: .utc, size: { TerminalSize(columns: 90, rows: 20) },
            now: { clock.now })
    }

    private func play(_ events: some Sequence<RunEvent>) {
        for event in events {
            clock.advance(seconds: max(0, event.at.seconds(since: clock.now)))
            renderer.receive(event)
            renderer.draw()
        }
    }

    private var terminal: VirtualTerminal {
        var terminal = VirtualTerminal(columns: 90)
        terminal.feed(output.text)
        return terminal
    }

    @Test(arguments: ["release", "failure", "continued"])
    func `what is left on the terminal`(name: String) throws {
        let events = ["release": Sample.release, "failure": Sample.failure, "continued": Sample.continued]
        play(try #require(events[name]))
        renderer.finish()
        try expectGolden(terminal.text, "tree-\(name)")
        #expect(terminal.isCursorVisible)
        #expect(terminal.wraps)
        #expect(terminal.unknown.isEmpty)
    }

    @Test func `finished lines stand above the live region`() {
        play(Sample.release.prefix(18))
        let expected = """
            ✓ 1 docker_build shop-web  12s  sha256:ab12cd34
            ! the disk of web-2 is 91 % full
            ▸ 2 parallel deploy  2 branches
              ▸ 2/web-2/1 with_rollback swap
              ✓ 2/web-1/1 docker_run shop-web on web-1  1.2s  c0ffee
            ⠇ 2 parallel deploy  1s  1 of 2 done
              ✓ web-1 done
              ⠇ web-2 with_rollback swap  1s
                ⠇ 2/web-2/1/1 docker_run shop-web on web-2  1s
                  │ listening on 8080

            """
        #expect(terminal.text.hasSuffix(expected), "\(terminal.text)")
        #expect(!terminal.isCursorVisible)
    }

    @Test func `a pause clears the live region, shows the cursor and keeps lines back`() {
        play(Sample.release.prefix(5))
        renderer.pause()
        #expect(terminal.isCursorVisible)
        #expect(!terminal.text.contains("docker_build"))
        let before = output.text
        play(Sample.release[5..<9])
        #expect(output.text == before)
        renderer.resume()
        #expect(terminal.text.contains("✓ 1 docker_build"))
    }

    @Test func `nothing is written while nothing changes`() {
        play(Sample.release.prefix(4))
        let before = output.text
        renderer.draw()
        #expect(output.text == before)
        clock.advance(seconds: 0.1)
        renderer.draw()
        #expect(output.text != before)
    }

    @Test func `ten frames a second are enough`() {
        renderer.receive(Sample.started())
        let before = output.text
        for number in 0..<1000 { renderer.receive(Sample.at(0, .notice("line \(number)"))) }
        #expect(output.text == before)
        clock.advance(seconds: 0.1)
        renderer.receive(Sample.at(0.1, .notice("last")))
        #expect(terminal.text.contains("line 0\n"))
        #expect(terminal.text.contains("line 999\n"))
    }

    @Test func `no escape sequence of a container reaches the terminal`() {
        play(Sample.failure)
        renderer.finish()
        #expect(output.text.contains("^[]0;owned^G"))
        #expect(terminal.unknown.isEmpty)
    }

    @Test func `finishing shows the cursor in the middle of a run`() {
        play(Sample.release.prefix(5))
        #expect(!terminal.isCursorVisible)
        renderer.finish()
        renderer.finish()
        #expect(terminal.isCursorVisible)
        #expect(!terminal.text.contains("docker_build"))
    }

    @Test func `a terminal that became narrower has wrapped the old rows`() {
        var screen = TreeScreen(palette: .plain, clock: .utc, showsDebug: false)
        let wide = TerminalSize(columns: 60, rows: 20)
        screen.receive(Sample.step("1", "docker_build", "a rather long title for a step", at: 0), size: wide)
        let first = screen.frame(now: Sample.begin, size: wide)
        #expect(!first.contains("\u{1b}[1A"))
        let narrow = screen.frame(now: Sample.begin, size: TerminalSize(columns: 25, rows: 20))
        #expect(narrow.contains("\u{1b}[3A"))
    }
}
