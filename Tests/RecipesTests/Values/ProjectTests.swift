import Foundation
import Journal
import LuaValues
import Testing

@testable import Recipes

@Suite struct DeploymentEnvironmentTests {
    /// What some capability reads of hosts.
    private static let engine = PrimitiveOption<String?>.optional("engine", .name, "where it is")

    @Test func rolesSelectHosts() throws {
        let environment = try DeploymentEnvironment(
            name: "e",
            data: [
                "hosts": [
                    "b": ["roles": ["web"]], "a": ["roles": ["web", "job"], "vars": ["disk": "/srv"]], "c": [:],
                ]
            ])
        #expect(try environment.hosts(of: "web").map(\.name) == ["a", "b"])
        #expect(try environment.hosts(of: nil).map(\.name) == ["a", "b", "c"])
        #expect(environment.hosts["a"]?.variables == ["disk": "/srv"])
        let error = #expect(throws: StepError.self) { try environment.hosts(of: "jbo") }
        #expect(error?.hint == "did you mean 'job'? the roles there are: job, web")
        #expect(throws: StepError.self) { try DeploymentEnvironment.none.hosts(of: "web") }
    }

    @Test func hostsAndGroupsAreRead() throws {
        let environment = try DeploymentEnvironment(
            name: "production",
            data: [
                "hosts": ["web-1": ["engine": "tcp://a:2376", "address": "10.0.0.1"], "web-2": [:]],
                "groups": ["ops": ["ada", "bob"]], "registry": "r:5000",
            ], facets: [Self.engine.erased])
        let first = Host(name: "web-1", address: "10.0.0.1", facets: ["engine": "tcp://a:2376"])
        #expect(environment.hosts["web-1"] == first)
        #expect(try first.facet(Self.engine) == "tcp://a:2376")
        #expect(environment.hosts["web-2"] == Host(name: "web-2"))
        #expect(try Host(name: "web-2").facet(Self.engine) == nil)
        #expect(environment.data["name"] == "production")
        #expect(environment.data["registry"] == "r:5000")
        #expect(environment.people(in: ["ops", "carol", "ada"]) == ["ada", "bob", "carol"])
    }

    @Test(arguments: ["10.0.0.1", "::1", "[fd00::1]", "0.0.0.0", "::"])
    func addressesOfHosts(_ text: String) throws {
        let environment = try DeploymentEnvironment(name: "e", data: ["hosts": ["w": ["address": .string(text)]]])
        #expect(environment.hosts["w"]?.address == text.filter { $0 != "[" && $0 != "]" })
        #expect(IPAddress(text)?.isAny == ["0.0.0.0", "::"].contains(text))
    }

    @Test func anEmptyGroupIsNobodyAndSaysSo() throws {
        let environment = try DeploymentEnvironment(name: "test", data: ["groups": ["ops": .list([]), "qa": ["eve"]]])
        #expect(environment.people(in: ["ops"]) == ["nobody: the empty group ops"])
        #expect(environment.people(in: ["ops", "qa"]) == ["nobody: the empty group ops", "eve"])
        #expect(environment.people(in: []) == [])
        func impediment(_ from: [String], count: Int = 1, excluded: [String] = []) -> String? {
            ApprovalRequest(
                path: "1", message: "", details: [], approvers: environment.people(in: from), excluded: excluded,
                count: count, requestedAt: .now, deadline: nil
            ).impediment { $0 == "staff" }
        }
        #expect(impediment(["ops"]) == "nobody can answer this: it is for nobody: the empty group ops")
        #expect(impediment(["qa"], excluded: ["eve"]) == "nobody can answer this: it is for eve but eve")
        #expect(
            impediment(["qa"], count: 2) == "nobody can answer this: it takes 2 people, and eve is all that may")
        #expect(impediment(["ops", "qa"]) == nil)
        #expect(impediment([], count: 3) == nil)
        #expect(impediment(["staff"], count: 3) == nil, "who is in a group of the machine is not counted")
    }

    @Test func whatIsWrongIsNamed() {
        func message(_ data: LuaValue) -> String? {
            do throws(OptionError) {
                _ = try DeploymentEnvironment(name: "test", data: data)
                return nil
            } catch { return error.message }
        }
        #expect(message(["a", "b"]) == "environment 'test' must return a table with names as keys")
        #expect(message(["hosts": ["web": ["port": 1]]])?.hasPrefix("unknown option 'port' in hosts.web") == true)
        #expect(message(["hosts": ["web": ["roles": [""]]]])?.contains("hosts.web.roles[1]") == true)
        // An engine takes a name for all addresses: every port would be open to the world.
        for name in ["localhost", "web-1.example.com", "10.0.0", "10.0.0.1:80", ""] {
            let text = message(["hosts": ["web": ["address": .string(name)]]])
            #expect(text?.contains("hosts.web.address' must be an IP address") == true, "\(name)")
        }
        #expect(message(["groups": ["ops": ["ada", 5]]])?.contains("groups.ops[2]") == true)
    }
}

@Suite struct RunBundleTests {
    @Test func aBundleSurvivesTheJournal() throws {
        let bundle = RunBundle(
            recipe: "recipes/a.lua", environment: "test",
            files: ["recipes/a.lua": Array("return 1".utf8), "lib/b.lua": [0xff, 0x00, 0x80]])
        let encoded = bundle.encoded()
        #expect(try RunBundle(decoding: encoded) == bundle)
        #expect(bundle.encoded() == encoded)
    }

    @Test func modulesAreFoundUnderTheirNames() {
        let bundle = RunBundle(
            recipe: "a.lua", environment: nil,
            files: ["a.lua": [], "lib/shop/prices.lua": [1], "lib/rates/init.lua": [2], "lib/rates.lua": [3]])
        #expect(bundle.module("shop.prices") == "lib/shop/prices.lua")
        #expect(bundle.module("rates") == "lib/rates.lua")
        #expect(bundle.module("rates.init") == "lib/rates/init.lua")
        #expect(bundle.module("../a") == nil)
        #expect(Set(bundle.moduleNames) == ["shop.prices", "rates"])
    }

    @Test func everythingARunCanUseIsPinned() throws {
        let fixture = try RunFixture(
            "return 1",
            files: [
                "lib/a.lua": "a", "lib/deep/er/b.lua": "b", "lib/notes.txt": "no", "environments/test.lua": "return {}",
                "environments/other.lua": "return {}",
            ])
        let bundle = try RunBundle(reading: RunFixture.recipe, environment: "test", of: fixture.project)
        #expect(
            bundle.files.keys.sorted() == [
                "environments/test.lua", "lib/a.lua", "lib/deep/er/b.lua", "recipes/test.lua",
            ])
        #expect(RunBundle.environments(of: fixture.project) == ["other", "test"])
    }

    @Test func aFileThatIsTooLargeIsNamed() throws {
        let fixture = try RunFixture(String(repeating: " ", count: (256 << 10) + 1))
        let diagnostic = #expect(throws: Diagnostic.self) {
            try RunBundle(reading: RunFixture.recipe, environment: nil, of: fixture.project)
        }
        #expect(diagnostic?.message == "recipes/test.lua has 262145 bytes; a source file may have 262144")
    }
}

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            (.milliseconds(0), "0 ms"), (.milliseconds(250), "250 ms"), (.milliseconds(1500), "1.5 s"),
            (.seconds(30), "30 s"),
            (.seconds(90), "90 s"), (.seconds(150), "2.5 min"), (.seconds(14400), "4 h"),
            (.microseconds(999_700), "1 s"),
        ] as [(Duration, String)]) func theFittingUnitIsUsed(duration: Duration, text: String)
    {
        #expect(duration.text == text)
    }
}
