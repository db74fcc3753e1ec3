import LuaValues
import RecipeLibraries
import Recipes
import Testing

@testable import Primitives

/// What a library needs to act on a host.
@Suite struct HostGrantTests {
    private func isCovered(_ primitive: some Primitive, _ options: [String: LuaValue], by grants: String...) throws
        -> Bool
    {
        let requests = primitive.requests(try StepFixture.options(of: primitive, options), in: nil)
        let given = try grants.map { try Grant($0) }
        return requests.allSatisfy { request in given.contains { request.isCovered(by: $0) } }
    }

    @Test func aCommandNeedsItsHostAndProgram() throws {
        let call: [String: LuaValue] = ["host": "web-1", "command": ["systemctl", "restart", "shop"]]
        #expect(try isCovered(RunCommand(), call, by: "run_command"))
        #expect(try isCovered(RunCommand(), call, by: "run_command web-1:systemctl"))
        for wrong in ["run_command systemctl", "run_command web-2:systemctl", "run_command web-1:sh"] {
            #expect(try !isCovered(RunCommand(), call, by: wrong), "\(wrong)")
        }
        let here: [String: LuaValue] = ["command": ["systemctl"]]
        #expect(try !isCovered(RunCommand(), here, by: "files.read x"))
    }

    @Test func variablesOfACommandAreGrantedToo() throws {
        let call: [String: LuaValue] = ["host": "web-1", "command": ["backup"], "env": ["TOKEN": "x"]]
        #expect(try !isCovered(RunCommand(), call, by: "run_command web-1:backup"))
        #expect(try isCovered(RunCommand(), call, by: "run_command web-1:backup env:TOKEN"))
        let preload: [String: LuaValue] = ["host": "web-1", "command": ["backup"], "env": ["LD_PRELOAD": "x"]]
        #expect(try !isCovered(RunCommand(), preload, by: "run_command"))
    }

    @Test func filesOfAHostAreNotTheProjects() throws {
        let write: [String: LuaValue] = ["host": "web-1", "path": "/etc/shop.conf", "text": "x"]
        #expect(try !isCovered(WriteFile(), write, by: "files.write **"))
        #expect(try isCovered(WriteFile(), write, by: "run_command web-1:write_file"))
        let read: [String: LuaValue] = ["host": "web-1", "path": "/etc/shadow"]
        #expect(try !isCovered(ReadFile(), read, by: "files.read **"))
        #expect(try isCovered(ReadFile(), read, by: "run_command web-1:read_file"))
    }

    @Test(arguments: ["640", "0755"]) func modesAreRead(_ text: String) throws {
        #expect(try OptionType<String>.fileMode.parse(.string(text), OptionPath("mode")) == text)
    }

    @Test(arguments: ["", "64", "888", "u+x", "rw-r--r--", "06400", "-R"]) func whatIsNoModeIsRefused(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<String>.fileMode.parse(.string(text), OptionPath("mode")) }
    }

    @Test(arguments: ["-R", "", "a b", "a;b", "$(id)"]) func whatIsNoOwnerIsRefused(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<String>.fileOwner.parse(.string(text), OptionPath("owner")) }
    }
}
