import DockerEngineTestSupport
import Foundation
import Testing

/// A run that begins in a freeze waits for its end, is denied, or goes on for a reason.
@Suite(.timeLimit(.minutes(20))) struct FreezeTests {
    /// Always frozen but for minutes that are long past: from a minute of today to one before it, of the next day.
    private static let frozen = "freezes = { { from = \"2020-01-01\", to = \"2099-01-01\", reason = \"audit\" } },"
    private static let recipe = "log(\"did it\")\nwrite_file { path = \"done.txt\", text = \"x\" }\n"

    private func isDone(_ project: SampleProject) -> Bool {
        FileManager.default.fileExists(atPath: project.root + "/done.txt")
    }

    @Test func itIsDeniedWhereTheEnvironmentHasItSo() async throws {
        try await SampleProject.with { project in
            try project.environment(Self.frozen + " closed = \"deny\",")
            try project.recipe(Self.recipe)
            let outcome = try await project.runMain()
            #expect(outcome.code == 4 && outcome.diagnostic?.code == "window.closed", "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("frozen: audit") == true, "\(outcome)")
            #expect(!isDone(project))
            let forced = try await project.runMain("--override-freeze", "the shop is down")
            #expect(forced.code == 0 && isDone(project), "\(forced)")
            #expect(forced.events.contains { $0.summary?.contains("the shop is down") == true }, "it is on record")
        }
    }

    @Test func itWaitsForTheNextWindow() async throws {
        try await SampleProject.with { project in
            // A window that begins in some hours, whatever time it is.
            let now = Int(Date().timeIntervalSince1970) / 60 % 1440
            let times = [now + 180, now + 240].map { minute in
                let text = [minute / 60 % 24, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
                return "\"\(text.joined(separator: ":"))\""
            }
            try project.environment("windows = { { from = \(times[0]), to = \(times[1]) } },")
            try project.recipe(Self.recipe)
            let outcome = try await project.runMain()
            #expect(outcome.code == 3, "\(outcome)")
            #expect(outcome.events.contains { $0.reason == "outside of its windows" }, "\(outcome)")
            #expect(!isDone(project), "nothing of the recipe comes before the wait")
            let standing = try await project.moondock("environments", "test", "--offline")
            #expect(standing.output.contains("test is closed: outside of its windows"), "\(standing)")
            try project.environment()
            let run = try #require(outcome.run)
            let resumed = try await project.moondock("resume", run, "--json")
            #expect(resumed.code == 3, "the window is that of the run's own environment: \(resumed)")
        }
    }
}
