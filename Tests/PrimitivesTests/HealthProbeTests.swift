import LuaRuntime
import Recipes
import Testing

@testable import Primitives

@Suite struct HealthProbeTests {
    private func read(_ value: LuaValue) throws -> HealthProbe {
        try OptionType<HealthProbe>.healthProbe.parse(value, OptionPlace("healthy"))
    }

    @Test func eachKind() throws {
        #expect(try read(["http": "/healthz", "within": "5s"]).kind == .http("/healthz"))
        #expect(try read(["tcp": 5432]).kind == .tcp(5432))
        #expect(try read(["log": "ready"]).kind == .log("ready"))
        #expect(try read(["docker": true]).kind == .docker)
        #expect(try read(["http": "/", "within": 2]).within == .seconds(2))
    }

    @Test(arguments: [[:], ["http": "/", "tcp": 80], ["docker": false]] as [LuaValue])
    func notExactlyOneKind(_ value: LuaValue) {
        #expect(throws: OptionError("'healthy' needs exactly one of http, tcp, log and docker", culprit: "healthy")) {
            try read(value)
        }
    }

    @Test func aMisspeltKeyIsNamed() {
        #expect(
            throws: OptionError(
                "unknown option 'witin' in healthy", culprit: "witin", hint: "did you mean 'within'?")
        ) { try read(["http": "/", "witin": "3s"]) }
    }
}
