import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension SampleProject {
    private var variables: [String: String] {
        ["DOCKER_HOST": engine.endpoint.description, "MOONDOCK_STATE": "", "MOONDOCK_PROGRESS": "", "NO_COLOR": ""]
    }

    /// Runs `moondock` to its end, without a terminal.
    func moondock(_ arguments: String..., environment: [String: String] = [:]) async throws -> CommandOutcome {
        try await running(arguments, environment: environment) { _ in }.outcome
    }

    /// Runs `moondock` to its end, without a terminal.
    func moondock(with arguments: [String], environment: [String: String] = [:]) async throws -> CommandOutcome {
        try await running(arguments, environment: environment) { _ in }.outcome
    }

    /// Runs `moondock`, without a terminal; the body watches it, and it is over when this returns.
    func moondock(
        with arguments: [String], while body: @Sendable (LiveCommand) async throws -> Void
    ) async throws -> CommandOutcome {
        try await running(arguments, environment: [:], body).outcome
    }

    /// Changes the journal behind the program's back.
    func sql(_ text: String) async throws {
        let (outcome, _) = try await Program.run(
            "/usr/bin/sqlite3", [".moondock/journal.sqlite", text], in: root, environment: [:]
        ) { _ in }
        #expect(outcome.code == 0, "\(outcome)")
    }

    /// Moves what the journal has into the past, as if it were an earlier version's, which has no hashes to keep it there.
    func rewind(_ sql: String) async throws {
        try await self.sql(
            "UPDATE event SET hash = NULL; UPDATE run SET head_event = NULL, head_hash = NULL, genesis = NULL; \(sql)")
        for run in try FileManager.default.contentsOfDirectory(atPath: root + "/.moondock/runs") {
            try? FileManager.default.removeItem(atPath: "\(root)/.moondock/runs/\(run)/events")
        }
    }

    /// Resumes the last run.
    ///
    /// Docker 20.10 can keep a port reserved for nobody, until it is started again, when it or its client is killed in the
    /// middle of a start. The run says so and waits; it goes on once the engine was restarted.
    func resumeLast(on engine: PrivateEngine, _ options: String...) async throws -> CommandOutcome {
        let arguments = ["resume", "last", "--json"] + options
        let outcome = try await moondock(with: arguments)
        guard outcome.diagnostic?.code == "docker.portInUse" else { return outcome }
        #expect(outcome.diagnostic?.hint?.contains("restart the engine") == true, "\(outcome)")
        try await engine.restart()
        return try await moondock(with: arguments)
    }

    /// Runs `main.lua` with JSON events to its end.
    func runMain(_ arguments: String..., environment: [String: String] = [:]) async throws -> CommandOutcome {
        try await running(main(arguments), environment: environment) { _ in }.outcome
    }

    /// Runs `main.lua` with JSON events; the body watches it, and it is over when this returns.
    func runMain(
        _ arguments: String..., environment: [String: String] = [:],
        while body: @Sendable (LiveCommand) async throws -> Void
    ) async throws -> CommandOutcome {
        try await running(main(arguments), environment: environment, body).outcome
    }

    /// Runs `main.lua`, kills it without warning at an event, and returns the run's name.
    func killMain(
        _ arguments: String..., environment: [String: String] = [:], at what: String,
        _ matches: @Sendable (RunLine) -> Bool
    ) async throws -> String {
        try await running(main(arguments), environment: environment) { command in
            let run = try await command.run()
            try await command.event(Comment(rawValue: what), matches)
            command.send(9)
            return run
        }.result
    }

    private func main(_ arguments: [String]) -> [String] {
        ["run", "main.lua", "--env", "test", "--json"] + arguments
    }

    private func running<Result: Sendable>(
        _ arguments: [String], environment: [String: String],
        _ body: @Sendable (LiveCommand) async throws -> Result
    ) async throws -> (outcome: CommandOutcome, result: Result) {
        try await Program.run(
            ProductBinary.path, arguments, in: root,
            environment: variables.merging(environment) { _, given in given }, body)
    }
}
