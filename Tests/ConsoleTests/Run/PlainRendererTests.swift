import Console
import Recipes
import RunReports
import Testing

@Suite struct PlainRendererTests {
    private let output = CapturedOutput()

    private func renderer(_ palette: Palette = .plain) -> PlainRenderer {
        PlainRenderer(output: output, palette: palette, clock: .utc)
    }

    @Test(arguments: ["release", "failure", "continued"])
    func `a run as a log`(name: String) throws {
        let events = ["release": Sample.release, "failure": Sample.failure, "continued": Sample.continued]
        let renderer = renderer()
        for event in try #require(events[name]) { renderer.receive(event) }
        try expectGolden(output.text, "plain-\(name)")
    }

    @Test func `a failure in colours`() throws {
        let renderer = renderer(.colored)
        for event in Sample.failure { renderer.receive(event) }
        try expectGolden(output.text.replacing("\u{1b}", with: "␛"), "plain-failure-colored")
    }

    @Test func `lines are kept back while it is paused`() {
        let renderer = renderer()
        renderer.pause()
        renderer.receive(Sample.started())
        #expect(output.text.isEmpty)
        renderer.resume()
        #expect(output.text.contains("recipes/release.lua"))
    }

    @Test func `a step after the replay is told when it begins, one from the journal only when it ends`() {
        let renderer = renderer()
        let events = [
            Sample.started(replayed: 1), Sample.step("1", "backup_db", "shop", at: 0),
            Sample.step("2", "docker_run", "web", at: 0),
            Sample.ended("1", .done(summary: nil), isReplayed: true, at: 0),
        ]
        for event in events { renderer.receive(event) }
        let lines = output.text.split(separator: "\n").suffix(2)
        #expect(Array(lines) == ["12:03:04 ↺ 1 backup_db shop (from the journal)", "12:03:04 → 2 docker_run web"])
    }
}
