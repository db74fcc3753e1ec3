import DockerEngine
import DockerEngineTestSupport
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(10))) struct LogsIntegrationTests {
    private func finished(
        _ fixture: EngineFixture, _ script: String, hasTerminal: Bool = false
    ) async throws -> String {
        var config = fixture.container("talker", command: ["sh", "-c", script])
        config.hasTerminal = hasTerminal
        let id = try await fixture.engine.createContainer(config)
        try await fixture.engine.startContainer(id)
        _ = try await fixture.engine.waitForContainer(id)
        return id
    }

    private func lines(
        _ fixture: EngineFixture, _ id: String, _ options: LogOptions = LogOptions()
    ) async throws -> [ContainerLogLine] {
        try await fixture.engine.containerLogs(id, options).lines().reduce(into: []) { $0.append($1) }
    }

    @Test func bothStreamsAndTheirParts() async throws {
        try await EngineFixture.with { fixture in
            let id = try await finished(
                fixture, "echo one; echo two; sleep 0.2; echo oops >&2; sleep 0.2; printf three")
            let all = try await lines(fixture, id)
            #expect(all.filter { $0.stream == .standardOutput }.map(\.text) == ["one", "two", "three"])
            #expect(all.filter { $0.stream == .standardError }.map(\.text) == ["oops"])
            #expect(try await lines(fixture, id, LogOptions(tail: 1)).map(\.text) == ["three"])
            #expect(try await lines(fixture, id, LogOptions(includesStandardOutput: false)).map(\.text) == ["oops"])
            #expect(try await lines(fixture, id, LogOptions(since: 4_000_000_000)).isEmpty)
            let stamped = try await lines(fixture, id, LogOptions(tail: 1, hasTimestamps: true))
            #expect(stamped.first?.text.wholeMatch(of: /20\d\d-.*Z three/) != nil, "\(stamped)")
        }
    }

    @Test func withATerminalThereAreNoFrames() async throws {
        try await EngineFixture.with { fixture in
            let id = try await finished(fixture, "echo one; echo two >&2", hasTerminal: true)
            let found = try await lines(fixture, id)
            #expect(
                found == [
                    ContainerLogLine(stream: .standardOutput, text: "one"),
                    ContainerLogLine(stream: .standardOutput, text: "two"),
                ])
        }
    }

    @Test func muchOutputArrivesWhole() async throws {
        try await EngineFixture.with { fixture in
            let id = try await finished(fixture, "yes 0123456789abcdef | head -n 100000")
            var count = 0
            for try await chunk in try await fixture.engine.containerLogs(id) { count += chunk.bytes.readableBytes }
            #expect(count == 100_000 * 17)
        }
    }

    @Test func followingEndsWithTheContainerAndWithItsTask() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let id = try await engine.createContainer(
                fixture.container("clock", command: ["sh", "-c", "while :; do echo tick; sleep 0.1; done"]))
            try await engine.startContainer(id)
            let (ticks, signal) = AsyncStream.makeStream(of: Void.self)
            let follower = Task {
                for try await _ in try await engine.containerLogs(id, LogOptions(follows: true)).lines() {
                    signal.yield()
                }
            }
            let cancelled = Task {
                for try await _ in try await engine.containerLogs(id, LogOptions(follows: true)).lines() {
                    signal.yield()
                }
                try Task.checkCancellation()
            }
            var iterator = ticks.makeAsyncIterator()
            for _ in 0..<4 { _ = await iterator.next() }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            try await engine.killContainer(id)
            try await follower.value
        }
    }
}
