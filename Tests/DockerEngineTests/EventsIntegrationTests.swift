import DockerEngine
import DockerEngineTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct EventsIntegrationTests {
    @Test func aLifeInEvents() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let events = try await engine.events(EventFilter(types: ["container"], labels: [fixture.labelFilter]))
            let id = try await engine.createContainer(fixture.container("short", command: ["sh", "-c", "exit 3"]))
            try await engine.startContainer(id)
            _ = try await engine.waitForContainer(id)
            try await engine.removeContainer(id)
            var seen: [EngineEvent] = []
            for try await event in events {
                seen.append(event)
                if event.action == "destroy" { break }
            }
            #expect(seen.map(\.action) == ["create", "start", "die", "destroy"])
            #expect(seen.allSatisfy { $0.id == id && $0.attributes["name"] == fixture.name("short") })
            #expect(seen.compactMap(\.exitCode) == [3])
            #expect(seen.map(\.time) == seen.map(\.time).sorted())
        }
    }

    @Test func anUnhealthyContainerIsReported() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            var config = fixture.container("sick", command: ["sleep", "1000"])
            config.healthCheck = .command(
                ["sh", "-c", "echo no; exit 1"], HealthCheckTiming(interval: .milliseconds(100), retries: 2))
            let id = try await engine.createContainer(config)
            let events = try await engine.events(.health(of: id))
            try await engine.startContainer(id)
            for try await event in events where event.healthStatus != nil {
                #expect(event.healthStatus == .unhealthy)
                break
            }
            let health = try #require(try await engine.inspectContainer(id).state.health)
            #expect(health.failingStreak >= 2)
            #expect(health.attempts?.last?.output == "no\n")
            #expect(health.attempts?.last?.exitCode == 1)
        }
    }
}
