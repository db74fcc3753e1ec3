import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite struct HealthProbeTests {
    private func read(_ value: LuaValue) throws -> HealthProbe {
        try OptionType<HealthProbe>.healthProbe.parse(value, OptionPath("healthy"))
    }

    @Test func eachKind() throws {
        #expect(try read(["http": "/healthz", "within": "5s"]).kind == .http("/healthz"))
        #expect(try read(["tcp": 5432]).kind == .tcp(5432))
        #expect(try read(["log": "ready"]).kind == .log("ready"))
        #expect(try read(["docker": true]).kind == .docker)
        #expect(try read(["http": "/", "within": 2]).within == .seconds(2))
    }

    @Test func anAnswerMayBeExpected() throws {
        let usual = try read(["http": "/"])
        #expect([200, 204, 301, 399].allSatisfy(usual.accepts))
        #expect([100, 400, 401, 503].allSatisfy { !usual.accepts($0) })
        let one = try read(["http": "/", "status": 401])
        #expect(one.accepts(401) && !one.accepts(200))
        let several = try read(["http": "/", "status": [200, "4xx"]])
        #expect(several.accepts(200) && several.accepts(404) && !several.accepts(302))
    }

    @Test func headersAreSentAsGiven() throws {
        let probe = try read(["http": "/", "headers": ["Host": "shop.example", "X-Token": .secret]])
        #expect(probe.headers == ["Host": .text("shop.example"), "X-Token": .secret(.named("token"))])
    }

    @Test(
        arguments: [
            ["http": "/", "headers": ["A B": "x"]], ["http": "/", "headers": ["": "x"]],
            ["http": "/", "headers": ["A": "x\r\nB: y"]], ["http": "/", "status": 99], ["http": "/", "status": "6xx"],
            ["tcp": 80, "headers": ["A": "x"]], ["log": "x", "status": 200], ["docker": true, "port": 80],
        ] as [LuaValue])
    func whatMakesNoRequestIsRejected(_ value: LuaValue) {
        #expect(throws: OptionError.self) { try read(value) }
    }

    @Test(arguments: [[:], ["http": "/", "tcp": 80], ["docker": false]] as [LuaValue])
    func notExactlyOneKind(_ value: LuaValue) {
        #expect(throws: OptionError("'healthy' needs exactly one of http, tcp, log and docker", option: "healthy")) {
            try read(value)
        }
    }

    @Test func aMisspeltKeyIsNamed() {
        #expect(
            throws: OptionError(
                "unknown option 'witin' in healthy", option: "witin", hint: "did you mean 'within'?")
        ) { try read(["http": "/", "witin": "3s"]) }
    }
}
