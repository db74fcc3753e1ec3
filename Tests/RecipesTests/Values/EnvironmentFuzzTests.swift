import Journal
import LuaValues
import RandomTestSupport
import Testing

@testable import Recipes

/// The data of environment files, and values out of the journal: whatever they are, they are read or rejected.
@Suite struct EnvironmentFuzzTests {
    private static let environment: LuaValue = [
        "hosts": [
            "web-1": ["address": "127.0.0.11", "engine": "tcp://10.0.0.1:2376"], "web-2": ["address": "::1"],
            "local": [:],
        ],
        "groups": ["ops": ["ada", "bob"], "empty": []], "deployment_lock": ["name": "shop", "wait": "10m"],
        "database": [
            "engine": "postgres",
            "password": .handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "DB"]))),
        ], "count": 3, "ratio": 0.5, "flag": true, "list": [1, 2, [3, ["a": .bytes([0xFF])]]],
    ]

    @Test func dataIsReadOrRejected() {
        let seeds = [
            Self.environment.encoded(), (["deployment_lock": "x", "hosts": [:]] as LuaValue).encoded(),
            (["hosts": ["a": ["address": "0.0.0.0"]], "groups": [:], "deployment_lock": false] as LuaValue).encoded(),
        ]
        Fuzzing.run(
            "environment data", rounds: 10_000, seeds: seeds, words: ["hosts", "address", "::", "deployment_lock"]
        ) {
            input, _ in
            guard let data = try? LuaValue(decoding: input) else { return false }
            guard let environment = try? DeploymentEnvironment(name: "test", data: data) else { return false }
            for host in environment.hosts.values {
                if let address = host.address { #expect(IPAddress(address) != nil, "\(address)") }
            }
            let people = environment.people(in: ["ops", "empty", "nobody"] + environment.groups.keys)
            #expect(people.count == Set(people).count)
            return true
        }
    }

    @Test func valuesOfTheJournalComeBackAsTheyWereRead() throws {
        let table: LuaValue = [
            "a": [1, 2.5, "x", .bytes([0xC0])], "": .nil, "deep": [[[[[[1]]]]]], "i": .integer(.min),
        ]
        let seeds = [
            Self.environment.encoded(), table.encoded(), LuaValue.number(.nan).encoded(),
            LuaValue.integer(.max).encoded(),
            LuaValue.list((0..<300).map { .integer($0) }).encoded(),
        ]
        try Fuzzing.run("values of the journal", rounds: 20_000, seeds: seeds) { input, _ in
            guard let value = try? LuaValue(decoding: input) else { return false }
            let bytes = value.encoded()
            let again = try LuaValue(decoding: bytes).encoded()
            #expect(again == bytes)
            _ = ("\(value)", value.withoutHolders, value.secrets.count)
            let event = EventRecord(kind: .recipeFailed, path: "", at: .now, body: input)
            #expect(RecordedFailure(event).message == value["message"].string ?? "")
            _ = (try? RunBundle(decoding: input), LuaValue.parameters(decoding: input))
            return true
        }
    }
}
