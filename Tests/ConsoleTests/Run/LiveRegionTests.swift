import Journal
import Recipes
import RunReports
import Testing

@testable import Console

@Suite struct LiveRegionTests {
    private func region(_ events: [RunEvent], columns: Int = 100, rows: Int = 24, after seconds: Double) -> String {
        var model = RunModel()
        for event in events { _ = model.apply(event) }
        let region = LiveRegion(model: model, now: Sample.begin.adding(seconds: seconds), clock: .utc)
        let lines = region.lines(in: TerminalSize(columns: columns, rows: rows))
        #expect(lines.allSatisfy { $0.width <= columns }, "every line fits")
        #expect(lines.count < rows, "every row fits")
        return lines.map(\.plain).joined(separator: "\n") + "\n"
    }

    /// A build with progress, and two branches while both run.
    private var running: [RunEvent] {
        Array(Sample.release.prefix(16)) + [
            Sample.at(13, .stepProgress(path: "2/web-1/1", StepProgress(message: "pulling 日本語", fraction: 0.42)))
        ]
    }

    @Test(arguments: [120, 60, 40, 24, 9])
    func `drops detail as the terminal narrows`(columns: Int) throws {
        try expectGolden(region(running, columns: columns, after: 14), "live-\(columns)")
    }

    @Test func `shows what it waits for and until when`() {
        let waiting = region(Array(Sample.release.prefix(25)), after: 16)
        #expect(waiting == "⏸ 3 wait_for_approval release  1s  approval: Release 1.4 to production? (until 13:03:04)\n")
    }

    @Test func `a wait that began within a step says for how long, until the step goes on`() {
        let stop = Wait(reason: "the old container to stop", since: Sample.begin.adding(seconds: 20))
        var events = Array(Sample.release.prefix(24)) + [Sample.at(20, .stepWaiting(path: "3", stop))]
        #expect(region(events, after: 32).hasSuffix("17s  the old container to stop for 12s\n"))
        events.append(Sample.at(33, .stepProgress(path: "3", StepProgress(message: "starting", fraction: nil))))
        #expect(region(events, after: 34).hasSuffix("19s  starting\n"))
    }

    @Test func `a step without scope shows its output below`() {
        let build = region(Array(Sample.release.prefix(4)), after: 1)
        #expect(build == "⠋ 1 docker_build shop-web  0s  ██░░░░░░░░ 25% pulling\n  │ Step 1/3 : FROM debian\n")
    }

    @Test func `of a hundred branches those that run come first`() throws {
        let names = (1...100).map { "host-\($0)" }
        var events = [Sample.started(), Sample.parallel("1", "deploy", names, at: 0)]
        for number in 1...40 {
            events.append(Sample.at(0, .branchOpened(path: "1/host-\(number)")))
            events.append(Sample.step("1/host-\(number)/1", "docker_run", "web on host-\(number)", at: 0))
        }
        for number in 1...30 {
            let failure = number == 7 ? "no space left" : nil
            events.append(Sample.ended("1/host-\(number)/1", .done(summary: nil), at: 1))
            events.append(Sample.at(1, .branchClosed(path: "1/host-\(number)", failure: failure)))
        }
        let text = region(events, columns: 80, rows: 40, after: 2)
        #expect(text.contains("30 of 100 done"))
        for number in 31...40 { #expect(text.contains("docker_run web on host-\(number) ")) }
        #expect(text.contains("✗ host-7   no space left"))
        #expect(text.hasSuffix("  … 63 more (34 queued, 29 done)\n"))
        try expectGolden(text, "live-100-branches")
    }

    @Test func `a terminal of two rows shows one`() {
        #expect(region(running, columns: 40, rows: 2, after: 14).split(separator: "\n").count == 1)
    }

    @Test func `hostile titles stay on their row`() {
        let hostile = region([Sample.step("1", "exec", "\u{1b}[2J\nApprove? \u{202e}", at: 0)], after: 1)
        #expect(hostile == "⠋ 1 exec ^[[2J…  1s\n")
    }
}
