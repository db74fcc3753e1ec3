import Journal
import Recipes
import RunReports
import Testing
import WorkerProtocol

@testable import Console

/// What is finished fits the terminal, stays with what it belongs to, and says nothing that is nobody's concern.
@Suite struct FittingTests {
    private static func at(_ kind: RunEvent.Kind) -> RunEvent { Sample.at(0, kind) }

    private static func scope(_ path: String, _ kind: String, _ title: String, _ branches: [String] = []) -> RunEvent {
        at(
            .scopeOpened(
                ScopeOpening(
                    path: path, kind: kind, title: title, branches: branches,
                    position: SourcePosition(chunk: "r.lua", line: 1))))
    }

    private func tree(_ events: [RunEvent], columns: Int) -> [String] {
        var model = RunModel()
        let layout = TreeLayout(clock: .utc)
        return events.flatMap { event in
            model.apply(event).filter { !$0.marker.isShownLive }
                .flatMap { layout.lines($0, at: event.at, width: columns) }
        }.map(\.plain)
    }

    private func plain(_ events: [RunEvent]) -> [String] {
        let output = CapturedOutput()
        let renderer = PlainRenderer(output: output, palette: .plain, clock: .utc)
        for event in events { renderer.receive(event) }
        return output.text.split(separator: "\n").map(String.init)
    }

    private static let timed = [
        scope("1", "timeout", "5s", ["body", "limit"]),
        at(.branchOpened(path: "1/body")), at(.branchOpened(path: "1/limit")),
        Sample.step("1/body/1", "run_command", "make", at: 0), Sample.step("1/limit/1", "sleep", "5", at: 0),
        at(.stepWaiting(path: "1/limit/1", Wait(reason: "the time limit of what runs beside it"))),
        at(.stepOutput(path: "1/body/1", line: "compiling")),
    ]

    @Test func `a time limit that is kept is not spoken of`() {
        let events =
            Self.timed + [
                Sample.ended("1/body/1", .done(summary: nil), at: 1),
                Self.at(.branchClosed(path: "1/body", failure: nil)),
                Sample.ended("1/limit/1", .cancelled, at: 1),
                Self.at(.branchClosed(path: "1/limit", failure: "cancelled, since another branch failed")),
                Self.at(.scopeClosed(path: "1", failure: nil)),
            ]
        for lines in [tree(events, columns: 80), plain(events)] {
            #expect(!lines.contains { $0.contains("sleep") || $0.contains("limit") || $0.contains("✗") }, "\(lines)")
            #expect(lines.contains { $0.contains("✓ 1/body/1 run_command make") })
        }
        var model = RunModel()
        for event in Self.timed { _ = model.apply(event) }
        let rows = LiveRegion(model: model, now: Self.at(.notice("")).at, clock: .utc).lines(in: .classic).map(\.plain)
        #expect(rows.count == 3 && !rows.contains { $0.contains("sleep") || $0.contains("branches") }, "\(rows)")
    }

    @Test func `one that is over is told once`() {
        let events =
            Self.timed + [
                Sample.ended("1/limit/1", .done(summary: nil), at: 1),
                Self.at(.branchClosed(path: "1/limit", failure: "took longer than 5s")),
                Sample.ended("1/body/1", .cancelled, at: 1),
                Self.at(.branchClosed(path: "1/body", failure: "cancelled, since another branch failed")),
                Self.at(.scopeClosed(path: "1", failure: "took longer than 5s")),
            ]
        for lines in [tree(events, columns: 80), plain(events)] {
            #expect(lines.count { $0.contains("took longer than 5s") } == 1, "\(lines)")
            #expect(!lines.contains { $0.contains("another branch failed") })
        }
    }

    @Test(arguments: [40, 80, 120])
    func `no line is wider than the terminal`(columns: Int) {
        let long = String(repeating: "word ", count: 60)
        let events = [
            Self.scope("1", "parallel", "x", ["web-1"]), Self.at(.branchOpened(path: "1/web-1")),
            Self.scope("1/web-1/1", "with_rollback", long),
            Sample.step("1/web-1/1/1", "run_command", long, at: 0),
            Self.at(.stepOutput(path: "1/web-1/1/1", line: "\u{1b}[31m\(long)")),
            Sample.ended("1/web-1/1/1", .failed(message: "\(long)\nand \(long)"), at: 1),
            Self.at(.log(path: "1/web-1", level: .info, message: "\(long)\nsecond")),
            Self.at(.notice(long)),
        ]
        let lines = tree(events, columns: columns)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(lines)")
        // Failures and what was logged are whole.
        #expect(lines.joined(separator: " ").split(separator: " ").count { $0 == "word" } >= 4 * 60)
    }

    @Test func `what a branch logs stands with it`() {
        let events = [
            Self.scope("1", "parallel", "x", ["web-1"]), Self.at(.branchOpened(path: "1/web-1")),
            Self.at(.log(path: "1/web-1", level: .info, message: "one\ntwo")),
            Self.at(.log(path: "", level: .info, message: "three\r\nfour")),
        ]
        #expect(tree(events, columns: 80).suffix(4) == ["  · one", "    two", "· three", "  four"])
        let lines = plain(events).suffix(4)
        #expect(Array(lines) == ["12:03:04 · 1/web-1 one", "           two", "12:03:04 · three", "           four"])
    }

    @Test func `a program keeps its colours where there are any`() {
        let line = StyledText(output: "a \u{1b}[1;31mred\u{1b}[0m b\u{1b}[2J")
        #expect(line.rendered(.colored) == "a \u{1b}[1;31mred\u{1b}[0m b^[[2J")
        #expect(line.rendered(.plain) == "a red b^[[2J" && line.width == 12)
    }
}
