import Foundation
import Testing

/// A situation in which people are told what to type.
enum HintScenario: String, CaseIterable, Sendable {
    case failed, parkedForApproval, asleep, interrupted, inDoubt, destructive, notUndone, edited, lockHeld,
        environmentTaken
    case cancelled, rejected, answered, resolved, damaged, nothingYet, unknownRun, misspelt, recipeAsCommand
    case folder, unknownOption, wrongUsage, missingLibrary, recipeHelp, stillRunning, pastStep, elsewhere

    /// The commands that are to be told, by their names and the options that matter.
    var expected: Set<String> {
        switch self {
        case .failed, .rejected, .interrupted, .elsewhere: ["resume"]
        case .parkedForApproval: ["approve", "reject"]
        case .asleep: ["resume", "resume --all"]
        case .inDoubt: ["resolve --retry", "resolve --done", "resolve --fail", "resolve --abandon", "resume"]
        case .destructive: ["resolve --retry", "resolve --done", "resolve --fail"]
        case .notUndone: ["resume", "resolve --abandon"]
        case .edited: ["rerun --from"]
        case .lockHeld, .environmentTaken: ["show"]
        case .cancelled: ["rerun"]
        case .answered, .resolved: ["resume"]
        case .damaged: ["resume --accept-damage"]
        case .nothingYet, .recipeAsCommand, .folder, .recipeHelp: ["run"]
        case .unknownRun: ["runs"]
        case .misspelt: ["show"]
        case .unknownOption: ["docs"]
        case .wrongUsage: ["prune --help", "resume --help"]
        case .missingLibrary: ["add"]
        case .stillRunning: ["show"]
        case .pastStep: ["show"]
        }
    }

    /// What to type in the place of words that stand for a value.
    static let values = [
        "VALUE": "null", "REASON": "put right by hand", "RUN": "last", "SOURCE": "./libraries/kit",
        "RECIPE": "main.lua",
        "NAME=VALUE": "slot=a", "slot=…": "slot=a", "STEP": "1",
    ]

    /// What is done in a test's project; gives what it was told.
    func bring(_ project: SampleProject) async throws -> [CommandOutcome] {
        switch self {
        case .failed:
            try project.recipe("run_command { shell = \"exit 1\" }\n")
            return [try await project.moondock("run", "main.lua")]
        case .parkedForApproval, .rejected, .answered:
            try project.recipe("wait_for_approval { \"Go?\", fields = { slot = { choices = { \"a\", \"b\" } } } }\n")
            let parked = try await project.moondock("run", "main.lua")
            #expect(parked.code == 3, "\(parked)")
            switch self {
            case .rejected: return [try await project.moondock("reject", "last", "--resume")]
            case .answered: return [try await project.moondock("approve", "last", "--field", "slot=a")]
            default: return [parked, try await project.moondock("show", "last")]
            }
        case .asleep:
            try project.recipe("sleep \"1h\"\n")
            return [try await project.moondock("run", "main.lua")]
        case .interrupted:
            try await cut(project, "safe_to_repeat = true")
            return [try await project.moondock("show", "last")]
        case .inDoubt, .resolved:
            try await cut(project, "")
            let resumed = try await project.moondock("resume", "last")
            guard self == .resolved else { return [resumed, try await project.moondock("show", "last")] }
            return [try await project.moondock("resolve", "last", "1", "--retry", "--record-only")]
        case .destructive:
            try project.recipe("run_command { shell = \"exit 1\", destructive = true }\n")
            #expect(try await project.moondock("run", "main.lua").code == 1)
            return [try await project.moondock("resume", "last")]
        case .notUndone:
            try project.recipe(
                "with_rollback(\"all\", function () on_rollback(\"x\", function () run_command { shell = \"exit 1\" } end)"
                    + " fail \"no\" end)\n")
            return [try await project.moondock("run", "main.lua"), try await project.moondock("show")]
        case .edited:
            try project.recipe("run_command { shell = \"true\" }\nwait_for_approval \"Go?\"\n")
            #expect(try await project.moondock("run", "main.lua").code == 3)
            try project.recipe("run_command { shell = \"echo other\" }\nwait_for_approval \"Go?\"\n")
            return [try await project.moondock("resume", "last", "--edited")]
        case .lockHeld:
            try project.recipe("lock \"db\"\nwait_for_approval \"Go?\"\n")
            #expect(try await project.moondock("run", "main.lua").code == 3)
            try project.write("other.lua", "lock(\"db\", { wait = \"0s\" })\n")
            return [try await project.moondock("run", "other.lua"), try await project.moondock("locks")]
        case .environmentTaken:
            try project.recipe("wait_for_approval \"Go?\"\n")
            #expect(try await project.runMain().code == 3)
            return [try await project.runMain(), try await project.moondock("run", "main.lua", "--env", "test")]
        case .cancelled:
            try project.recipe("wait_for_approval \"Go?\"\n")
            #expect(try await project.moondock("run", "main.lua").code == 3)
            #expect(try await project.moondock("cancel", "last").code == 0)
            return [try await project.moondock("resume", "last")]
        case .damaged:
            try project.recipe("run_command { shell = \"true\" }\nwait_for_approval \"Go?\"\n")
            #expect(try await project.moondock("run", "main.lua").code == 3)
            try await project.sql("UPDATE event SET at = at + 1 WHERE id = 2")
            return [
                try await project.moondock("resume", "last"), try await project.moondock("verify", "--run", "last"),
            ]
        case .nothingYet:
            try project.recipe("print(1)\n")
            return [try await project.moondock("runs")]
        case .unknownRun:
            return [try await project.moondock("show", "none"), try await project.moondock("approve", "none")]
        case .misspelt:
            try project.recipe("print(1)\n")
            #expect(try await project.moondock("run", "main.lua").code == 0)
            return [try await project.moondock("shwo")]
        case .recipeAsCommand:
            try project.recipe("print(1)\n")
            return [try await project.moondock("main.lua")]
        case .folder:
            try project.write("steps/one.lua", "print(1)\n")
            return [try await project.moondock("run", "steps")]
        case .unknownOption:
            try project.recipe(
                "docker_run { nme = \"x\" }\nparallel({}, { mx = 1 }, print)\nretry({ tims = 2 }, print)\nwrite_file { pth = 1 }\n"
            )
            return [try await project.moondock("run", "main.lua")]
        case .wrongUsage: return [try await project.moondock("prune"), try await project.moondock("resume")]
        case .missingLibrary:
            try project.write(
                "libraries/kit/moondock.lua",
                "return { name = \"acme/kit\", version = \"1.0.0\", license = \"MIT\", exports = { \"init\" } }\n")
            try project.write("libraries/kit/lib/init.lua", "return {}\n")
            try project.recipe("require \"acme.kit\"\n")
            return [try await project.moondock("run", "main.lua")]
        case .recipeHelp:
            try project.recipe("local p = recipe { params = { n = { \"integer\", default = 1 } } }\nprint(p.n)\n")
            return [try await project.moondock("run", "main.lua", "--help")]
        case .elsewhere:
            try project.write("our shop/moondock.lua", "return {}\n")
            try project.write("our shop/main.lua", "run_command { shell = \"exit 1\" }\n")
            return [try await project.moondock("run", "our shop/main.lua")]
        case .stillRunning:
            try project.recipe("run_command { shell = \"echo begun; exec sleep 600\" }\n")
            let shown = try await project.moondock(with: ["run", "main.lua", "--json"]) { command in
                let run = try await command.run()
                try await command.event("the command's output") { $0.line == "begun" }
                let asked = try await project.moondock("cancel", run)
                #expect(asked.code == 0, "\(asked)")
                #expect(asked.output.contains("see: moondock show \(run)"), "\(asked)")
            }
            #expect(shown.code == 130, "\(shown)")
            return [CommandOutcome(code: 0, output: "see: moondock show last", errors: "")]
        case .pastStep:
            try project.recipe("run_command { shell = \"true\" }\n")
            #expect(try await project.moondock("run", "main.lua").code == 0)
            return [try await project.moondock("rerun", "last", "--from", "parallel/7/9/11")]
        }
    }

    /// Kills a run in the middle of a command, which ends at once when it is begun again.
    private func cut(_ project: SampleProject, _ options: String) async throws {
        try project.recipe(
            "run_command { shell = \"echo begun; test -e go || exec sleep 600\", \(options) }\n")
        _ = try await project.killMain(at: "the command's output") { $0.line == "begun" }
        try project.write("go", "")
    }
}
