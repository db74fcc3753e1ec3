import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct SystemIntegrationTests {
    @Test func theEngineTellsOfItself() async throws {
        try await EngineFixture.with { fixture in
            try await fixture.engine.ping()
            let version = try await fixture.engine.version()
            #expect(version.operatingSystem == "linux")
            #expect(version.negotiatedAPIVersion == min(version.apiVersion, .newestKnown))
            #expect(version.negotiatedAPIVersion >= version.oldestAPIVersion)
            let info = try await fixture.engine.info()
            #expect(info.serverVersion == version.version)
            #expect(info.processorCount > 0)
            #expect(info.memory > 0)
        }
    }

    @Test func aPrivateEngineLeavesNothingBehind() async throws {
        let engine = try await PrivateEngine.start()
        let info = try await DockerEngine(endpoint: engine.endpoint).info()
        #expect(info.dataDirectory.hasPrefix(engine.directory))
        // A second start finds the first.
        #expect(try await PrivateEngine.start(in: engine.directory).endpoint == engine.endpoint)
        try await engine.stop()
        #expect(!FileManager.default.fileExists(atPath: engine.directory))
        let mounts = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        #expect(!mounts.contains(engine.directory))
        let ping = await #expect(throws: DockerError.self) { try await DockerEngine(endpoint: engine.endpoint).ping() }
        #expect(ping?.code == .socketMissing)
    }
}
