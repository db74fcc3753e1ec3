import DockerEngine
import DockerEngineTestSupport
import NIOCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExecIntegrationTests {
    private func withContainer(
        _ body: @Sendable (DockerEngine, _ container: String) async throws -> Void
    ) async throws {
        try await EngineFixture.with { fixture in
            let id = try await fixture.engine.createContainer(fixture.container("host", command: ["sleep", "1000"]))
            try await fixture.engine.startContainer(id)
            try await body(fixture.engine, id)
        }
    }

    @Test func outputAndExitCodeAreTheCommands() async throws {
        try await withContainer { engine, container in
            let output = Mutex<[LogStream: String]>([:])
            let command = ["sh", "-c", "echo $GREETING; pwd; id -u; echo oops >&2; exit 7"]
            let config = ExecConfig(
                command, environment: ["GREETING": "hello"], user: "1234", workingDirectory: "/bin")
            let exitCode = try await engine.runCommand(in: container, config) { chunk in
                output.withLock { $0[chunk.stream, default: ""] += String(buffer: chunk.bytes) }
            }
            #expect(exitCode == 7)
            #expect(
                output.withLock { $0 } == [.standardOutput: "hello\n/bin\n1234\n", .standardError: "oops\n"])
        }
    }

    @Test func aCommandThatIsNotThereHasAnExitCodeToo() async throws {
        try await withContainer { engine, container in
            let exitCode = try await engine.runCommand(in: container, ExecConfig(["/no/such/program"]))
            #expect(exitCode == 126 || exitCode == 127)
        }
    }

    @Test func detachedCommandsAreRequestedLater() async throws {
        try await withContainer { engine, container in
            let script = "until [ -e /finish ]; do sleep 0.05; done; exit 9"
            let id = try await engine.startDetached(in: container, ExecConfig(["sh", "-c", script]))
            let running = try await engine.inspectCommand(id)
            #expect(running.isRunning)
            #expect(running.exitCode == nil)
            let events = try await engine.events(EventFilter(containers: [container], actions: ["exec_die"]))
            _ = try await engine.startDetached(in: container, ExecConfig(["touch", "/finish"]))
            for try await event in events where event.attributes["execID"] == id { break }
            let ended = try await engine.inspectCommand(id)
            #expect(ended.exitCode == 9)
        }
    }

    @Test func onlyRunningContainersRunCommands() async throws {
        try await withContainer { engine, container in
            try await engine.killContainer(container)
            let error = await #expect(throws: DockerError.self) {
                try await engine.runCommand(in: container, ExecConfig(["true"]))
            }
            #expect(error?.code == .conflict)
        }
    }
}
