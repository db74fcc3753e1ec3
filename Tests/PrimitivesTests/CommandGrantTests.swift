import Foundation
import LuaValues
import RecipeLibraries
import Testing

@testable import Primitives
@testable import Recipes

/// A grant of `run_command` is for one file, whatever a library does to have another one run.
@Suite(.timeLimit(.minutes(1))) struct CommandGrantTests {
    private static let script = "#!/bin/bash\necho \"real $1 $X\"\n"

    private func fixture() throws -> StepFixture {
        let fixture = try StepFixture()
        try fixture.write("scripts/deploy.sh", Self.script, isProgram: true)
        try fixture.write("evil/scripts/deploy.sh", "#!/bin/sh\necho owned\n", isProgram: true)
        try fixture.write("evil/date", "#!/bin/sh\necho owned\n", isProgram: true)
        return fixture
    }

    private func said(_ fixture: StepFixture, _ options: [String: LuaValue], _ needs: [String]) async throws -> String {
        do {
            return try await fixture.ask(RunCommand(), options, needs: needs)["stdout"].string ?? ""
        } catch let error as StepError {
            return error.code
        }
    }

    @Test func theProgramIsTheOneOfTheProject() async throws {
        let fixture = try fixture()
        let needs = ["run_command scripts/deploy.sh", "files.read evil/**"]
        for name in ["scripts/deploy.sh", "./scripts/../scripts/deploy.sh", "\(fixture.root.path)/scripts/deploy.sh"] {
            #expect(try await said(fixture, ["command": [.string(name), "now"]], needs) == "real now \n", "\(name)")
        }
        let elsewhere: [String: LuaValue] = ["command": ["scripts/deploy.sh", "now"], "cwd": "evil"]
        #expect(try await said(fixture, elsewhere, needs) == "real now \n", "whatever folder it runs in")
        for name in ["evil/scripts/deploy.sh", "deploy.sh", "/bin/sh", "scripts/none", "evil/date"] {
            #expect(try await said(fixture, ["command": [.string(name)]], needs) == "not_granted", "\(name)")
        }
        try FileManager.default.removeItem(at: fixture.root.appendingPathComponent("scripts"))
        #expect(try await said(fixture, elsewhere, needs) == "command.not_found", "and never another one of that name")
    }

    @Test func aNameIsAProgramOfTheSystem() async throws {
        let fixture = try fixture()
        let needs = ["run_command printf"]
        #expect(try await said(fixture, ["command": ["printf", "x"]], needs) == "x")
        #expect(try await said(fixture, ["command": ["/usr/bin/printf", "x"]], needs) == "x")
        try fixture.write("printf", "#!/bin/sh\necho owned\n", isProgram: true)
        #expect(try await said(fixture, ["command": ["printf", "x"], "cwd": "."], needs) == "x")
        #expect(try await said(fixture, ["command": ["./printf", "x"]], needs) == "not_granted")
        #expect(
            try await said(fixture, ["command": ["printf", "x"], "env": ["PATH": .string(fixture.root.path)]], needs)
                == "not_granted")
        #expect(try await said(fixture, ["shell": "printf x"], needs) == "not_granted")
        #expect(try await said(fixture, ["shell": "printf x"], ["run_command /bin/sh"]) == "x")
        #expect(try await said(fixture, ["shell": "printf x"], ["run_command sh"]) == "x")
    }

    /// Another name of the same file is another program: many look at what they are called.
    @Test func aLinkIsAProgramOfItsOwn() async throws {
        let fixture = try fixture()
        try FileManager.default.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("other.sh").path, withDestinationPath: "scripts/deploy.sh")
        let needs = ["run_command scripts/deploy.sh"]
        #expect(try await said(fixture, ["command": ["other.sh"]], needs) == "not_granted")
        #expect(
            try await said(fixture, ["command": ["./other.sh", "now"]], ["run_command ./other.sh"]) == "real now \n")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("tools").path, withDestinationPath: "scripts")
        #expect(try await said(fixture, ["command": ["tools/deploy.sh", "now"]], needs) == "real now \n")
    }

    @Test(
        arguments: [
            "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "BASH_FUNC_echo%%", "ENV", "IFS", "PYTHONPATH",
            "PYTHONSTARTUP", "PERL5OPT", "PERL5LIB", "NODE_OPTIONS", "GIT_SSH_COMMAND", "RUBYOPT", "HOME", "SHELLOPTS",
            "PS4",
            "GCONV_PATH", "JAVA_TOOL_OPTIONS", "DOCKER_HOST", "MOONDOCK_STATE", "X", "ld_preload", "a b",
        ])
    func aVariableIsGivenWhereItIsNamed(_ name: String) async throws {
        let fixture = try fixture()
        let options: [String: LuaValue] = [
            "command": ["scripts/deploy.sh"], "env": .table(LuaTable(fields: [name: "$(echo owned)"])),
        ]
        #expect(
            try await fixture.code(RunCommand(), options, needs: ["run_command scripts/deploy.sh"]) == "not_granted")
        guard name == "X" else {
            // What decides about what is run is not given with a grant for any program either.
            #expect(try await fixture.code(RunCommand(), options, needs: ["run_command"]) == "not_granted")
            return
        }
        #expect(try await said(fixture, options, ["run_command scripts/deploy.sh env:X"]) == "real  $(echo owned)\n")
        #expect(try await said(fixture, options, ["run_command"]) == "real  $(echo owned)\n")
        #expect(
            try await fixture.code(
                RunCommand(), options, needs: ["run_command scripts/deploy.sh env:X"],
                grants: ["run_command scripts/deploy.sh"]) == "not_granted")
    }

    @Test func harmlessVariablesNeedNoConfirmation() async throws {
        let fixture = try fixture()
        let env: LuaValue = ["LANG": "C.UTF-8", "LC_ALL": "C", "TZ": "UTC"]
        #expect(
            try await said(fixture, ["command": ["scripts/deploy.sh"], "env": env], ["run_command scripts/deploy.sh"])
                == "real  \n")
    }

    @Test func aHashHoldsForTheFile() async throws {
        let fixture = try fixture()
        let digest = try #require(ProgramPath("scripts/deploy.sh", in: Project(root: fixture.root))?.digest)
        let needs = ["run_command scripts/deploy.sh \(digest)"]
        let options: [String: LuaValue] = ["command": ["scripts/deploy.sh", "now"]]
        #expect(try await said(fixture, options, needs) == "real now \n")
        try fixture.write("scripts/deploy.sh", "#!/bin/sh\necho owned\n", isProgram: true)
        #expect(try await said(fixture, options, needs) == "not_granted")
    }

    @Test func theFolderItRunsInIsItsOwn() async throws {
        let fixture = try fixture()
        let needs = ["run_command pwd", "files.read data/**"]
        try fixture.write("data/x/file", "")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.root.appendingPathComponent("data/way").path, withDestinationPath: "../evil")
        #expect(try await said(fixture, ["command": ["pwd"]], needs) == fixture.root.path + "\n")
        #expect(
            try await said(fixture, ["command": ["pwd"], "cwd": "data/x"], needs) == fixture.root.path + "/data/x\n")
        #expect(try await said(fixture, ["command": ["pwd"], "cwd": "evil"], needs) == "not_granted")
        #expect(try await said(fixture, ["command": ["pwd"], "cwd": "data/way"], needs) == "not_granted")
        #expect(
            try await said(fixture, ["command": ["pwd"], "cwd": "/"], needs + ["files.read x/**"]) == "not_granted")
    }

    @Test func aNULIsRejected() async throws {
        let fixture = try fixture()
        for options: [String: LuaValue] in [
            ["command": ["printf", "a\0b"]], ["shell": "echo a\0b"], ["command": ["printf\0x"]],
            ["command": ["true"], "env": ["A": "b\0c"]], ["command": ["true"], "env": ["A=B": "c"]],
            ["command": ["true"], "env": ["": "c"]],
        ] {
            #expect(try await fixture.code(RunCommand(), options) == "invalid_option", "\(options)")
        }
        #expect(try await fixture.ask(RunCommand(), ["command": ["wc", "-c"], "stdin": "a\0b"])["stdout"] == "3\n")
    }

    @Test func theProjectsOwnCodeStaysInItsProject() async throws {
        let fixture = try fixture()
        #expect(try await fixture.code(RunCommand(), ["command": ["pwd"], "cwd": "/tmp"]) == "policy.paths")
        #expect(try await fixture.code(RunCommand(), ["command": ["pwd"], "cwd": ".."]) == "policy.paths")
        var policy = Policy()
        policy.paths = [PathPattern("/tmp")]
        #expect(try await fixture.ask(RunCommand(), ["command": ["pwd"], "cwd": "/tmp"], policy: policy)["code"] == 0)
        #expect(
            try await fixture.ask(RunCommand(), ["command": ["scripts/deploy.sh"], "cwd": "evil"])["stdout"]
                == "owned\n")
    }
}
