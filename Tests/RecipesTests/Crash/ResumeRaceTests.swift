import Foundation
import Testing

/// Two processes that take the same run up at the same moment.
@Suite(.timeLimit(.minutes(10))) struct ResumeRaceTests {
    private static let files = [
        "main.lua": """
        backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
        docker_run { host = "web-1", name = "site", image = "v2" }
        sleep "120ms"
        docker_run { host = "web-2", name = "site", image = "v2" }
        """,
        "environments/test.lua": "return { hosts = { [\"web-1\"] = {}, [\"web-2\"] = {} } }",
        "moondock.lua": "return {}",
    ]

    @Test func exactlyOneGoesOn() async throws {
        for round in 1...200 {
            let trial = try CrashTrial(files: Self.files)
            defer { trial.remove() }
            // Anywhere before the pause: in doubt, between two steps, or before the first.
            let dead = try await trial.process("start", dyingAt: 5 + round % 9)
            #expect(dead.wasKilled, "round \(round)")
            async let one = trial.process("resume")
            async let other = trial.process("resume")
            let endings = try await [one, other].sorted { $0.code < $1.code }
            // The other is told who has the run, or, where it came late, that there is nothing left to do.
            #expect([[0, 4], [0, 2]].contains(endings.map(\.code)), "round \(round): \(endings)")
            let reason = endings[1].code == 4 ? "is being executed by" : "is done by now"
            #expect(endings[1].errors.contains(reason), "round \(round): \(endings)")
            let world = try await CrashWorld(of: trial)
            #expect(
                world.effects.map(\.target).sorted() == ["backup_db ", "site web-1", "site web-2"],
                "round \(round): \(world.effects)")
            #expect(world.isWhole && world.locks == 0, "round \(round)")
        }
    }
}
