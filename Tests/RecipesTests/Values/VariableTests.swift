import LuaValues
import Testing

@testable import Recipes

/// Variables by scope: one total order, and nothing that is left to chance.
@Suite struct VariableTests {
    private static let declarations = """
        return {
          LEVEL   = { "string", default = "info", choices = { "info", "debug", "warn" } },
          WORKERS = { "integer", default = 2, min = 1, max = 64 },
          URL     = { "string", roles = { "web" } },
          KEY     = { "secret", roles = { "jobs" } },
        }
        """
    /// The text of an environment, and the same as data.
    private static let environment = """
        return {
          variables = { LEVEL = "warn", URL = "http://all" },
          roles = { web = { WORKERS = 4 }, jobs = { WORKERS = 6 } },
          hosts = {
            ["web-1"]  = { roles = { "web" }, vars = { URL = "http://one" } },
            ["web-2"]  = { roles = { "web" } },
            ["jobs-1"] = { roles = { "jobs" }, vars = { KEY = secret "KEY" } },
          },
        }
        """

    private static func data(_ changes: [String: LuaValue] = [:]) -> [String: LuaValue] {
        let key = LuaValue.handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "KEY"])))
        let data: [String: LuaValue] = [
            "variables": ["LEVEL": "warn", "URL": "http://all"],
            "roles": ["web": ["WORKERS": 4], "jobs": ["WORKERS": 6]],
            "hosts": [
                "web-1": ["roles": ["web"], "vars": ["URL": "http://one"]], "web-2": ["roles": ["web"]],
                "jobs-1": ["roles": ["jobs"], "vars": ["KEY": key]],
            ],
        ]
        return data.merging(changes) { $1 }
    }

    private func set(
        _ declarations: String = declarations, _ changes: [String: LuaValue] = [:], parameters: [String: String] = [:]
    ) throws -> VariableSet {
        let files = ["variables.lua": declarations, "environments/e.lua": Self.environment]
        let bundle = RunBundle(recipe: "r.lua", environment: "e", files: files.mapValues { Array($0.utf8) })
        let environment = try DeploymentEnvironment(name: "e", data: .table(LuaTable(fields: Self.data(changes))))
        return try #require(try VariableSet(of: bundle, environment, parameters))
    }

    private func value(_ set: VariableSet, _ name: String, _ host: String?) throws -> String? {
        try set.resolve(name, host: host).map { "\($0.shown) \($0.place)" }
    }

    @Test func whatIsCloserCountsMore() throws {
        let set = try set()
        #expect(set.faults().isEmpty, "\(set.faults())")
        #expect(try value(set, "LEVEL", "web-1") == "\"warn\" environments/e.lua:2")
        #expect(try value(set, "WORKERS", nil) == "2 variables.lua:3")
        #expect(try value(set, "WORKERS", "web-2") == "4 environments/e.lua:3")
        #expect(try value(set, "URL", "web-1") == "\"http://one\" environments/e.lua:5")
        #expect(try value(set, "URL", "web-2") == "\"http://all\" environments/e.lua:2")
        let given = try self.set(parameters: ["WORKERS": "9"])
        #expect(try value(given, "WORKERS", "web-1") == "9 --WORKERS on the command line")
    }

    @Test func allWhoSaySomethingAreShownInTheirOrder() throws {
        let candidates = try set(parameters: ["WORKERS": "9"]).candidates("WORKERS", host: "jobs-1")
        #expect(candidates.map(\.scope) == [.parameter, .role("jobs"), .defaults])
        #expect(candidates.map(\.scope.rank) == [4, 2, 0])
    }

    @Test func aHostHasWhatItsRolesHave() throws {
        let set = try set()
        let web = try set.values(host: "web-2")
        #expect(web["URL"] == "http://all" && web["WORKERS"] == 4 && web["KEY"] == .nil)
        let jobs = try set.values(host: "jobs-1")
        #expect(jobs["URL"] == .nil && jobs["KEY"] != .nil)
    }

    /// What an environment has otherwise, the code of what is wrong, and a part of what is said.
    static let wrong: [([String: LuaValue], String, String)] = [
        (["hosts": ["a": ["roles": ["web", "jobs"]]]], "variable.tie", "role web and role jobs"),
        (["hosts": ["a": ["roles": ["web", "web"]]]], "variable.tie", "role web and role web"),
        (["variables": ["LEVEL": "loud", "URL": "x"]], "variable.type", "must be one of"),
        (["variables": ["LEVEL": 5, "URL": "x"]], "variable.type", "must be a string, not 5"),
        (["variables": ["URL": "x", "WORKERS": 1.5], "roles": [:]], "variable.type", "must be an integer"),
        (["roles": ["web": ["WORKERS": 65]]], "variable.type", "must be at most 64"),
        (["roles": ["web": ["WORKERS": 0]]], "variable.type", "must be at least 1"),
        (["variables": [:], "hosts": ["a": ["roles": ["web"]]]], "variable.missing", "URL of a has no value"),
        (["hosts": ["a": ["roles": ["jobs"]]]], "variable.missing", "KEY of a has no value"),
        (["hosts": ["a": ["roles": ["jobs"], "vars": ["KEY": "open"]]]], "variable.type", "must be a secret"),
        (["variables": ["LEVL": "info", "URL": "x"]], "variable.undeclared", "'LEVL'"),
        (["roles": ["db": ["SIZE": 1]]], "variable.undeclared", "'SIZE'"),
        (["hosts": ["a": ["vars": ["SIZE": 1]]]], "variable.undeclared", "'SIZE'"),
    ]

    @Test(arguments: wrong.indices) func whatIsNotClearIsAnErrorBeforeTheRun(_ number: Int) throws {
        let (changes, code, words) = Self.wrong[number]
        let faults = try set(Self.declarations, changes).faults()
        #expect(faults.contains { $0.code == code && $0.message.contains(words) }, "\(faults.map(\.message))")
    }

    @Test func aHostsOwnValueSettlesATie() throws {
        let both: LuaValue = ["roles": ["web", "jobs"], "vars": ["WORKERS": 3, "KEY": .nil]]
        let set = try set(Self.declarations, ["hosts": ["a": both]])
        #expect(try set.resolve("WORKERS", host: "a")?.value == 3)
    }

    @Test(arguments: [
        ("return { A = { \"text\" } }", "has no type 'text'"),
        ("return { A = {} }", "has no type"),
        ("return { A = 5 }", "must be a type or a table"),
        ("return { \"string\" }", "each variable has a name"),
        ("return { A = { \"string\", defalt = \"x\" } }", "has no key 'defalt'"),
        ("return { A = { \"integer\", default = \"x\" } }", "must be an integer"),
        ("return { A = { \"integer\", default = 9, max = 5 } }", "must be at most 5"),
        ("return { A = { \"secret\", default = \"x\" } }", "secrets have no default"),
        ("return 5", "must return a table"),
        ("return { A = f() }", "only constants are allowed"),
    ]) func aWrongDeclarationIsReported(_ text: String, _ words: String) throws {
        let error = #expect(throws: Diagnostic.self) { try set(text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func aRunWithAFaultDoesNothing() async throws {
        let files = [
            "variables.lua": "return { A = { \"integer\" } }",
            "environments/e.lua": "return { variables = { A = \"x\" } }",
        ]
        let fixture = try RunFixture("work { label = \"did\" }", files: files)
        let outcome = await fixture.run(environment: "e")
        #expect(outcome.exitCode == 2 && outcome.diagnostic?.code == "variable.type", "\(outcome)")
        #expect(fixture.world.now.performed.isEmpty)
    }
}
