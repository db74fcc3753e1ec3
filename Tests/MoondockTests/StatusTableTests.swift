import Foundation
import Testing

/// What each command does to a run, by where the run stands: the table of the README. Whatever a run came to, a command
/// leads out of it and frees its environment.
@Suite(.timeLimit(.minutes(20)), .serialized) struct StatusTableTests {
    enum Stand: String, CaseIterable {
        case interrupted, parked, failed, inDoubt, notUndone, done, cancelled, abandoned
    }

    /// What a command comes to: its exit code, the run's status after it, and whether another run may begin.
    struct Outcome: Equatable, CustomStringConvertible {
        let code: Int
        let status: String
        let isFree: Bool

        init(_ code: Int, _ status: String, isFree: Bool = true) {
            (self.code, self.status, self.isFree) = (code, status, isFree)
        }

        var description: String { "\(code), \(status)\(isFree ? "" : ", environment is taken")" }
    }

    static let commands = ["resume", "cancel", "resolve", "abandon"]

    static let table: [Stand: [Outcome]] = [
        .interrupted: [Outcome(0, "done"), Outcome(0, "cancelled"), Outcome(2, "running"), Outcome(0, "abandoned")],
        .parked: [
            Outcome(3, "parked", isFree: false), Outcome(0, "cancelled"), Outcome(2, "parked", isFree: false),
            Outcome(0, "abandoned"),
        ],
        .failed: [Outcome(1, "failed"), Outcome(0, "cancelled"), Outcome(2, "failed"), Outcome(0, "abandoned")],
        .inDoubt: [
            Outcome(5, "needs_attention", isFree: false), Outcome(5, "needs_attention", isFree: false),
            Outcome(0, "done"), Outcome(0, "abandoned"),
        ],
        .notUndone: [
            Outcome(5, "needs_attention", isFree: false), Outcome(5, "needs_attention", isFree: false),
            Outcome(2, "needs_attention", isFree: false), Outcome(0, "abandoned"),
        ],
        .done: [Outcome(0, "done"), Outcome(2, "done"), Outcome(2, "done"), Outcome(2, "done")],
        .cancelled: [
            Outcome(2, "cancelled"), Outcome(2, "cancelled"), Outcome(2, "cancelled"), Outcome(2, "cancelled"),
        ],
        .abandoned: [
            Outcome(2, "abandoned"), Outcome(2, "abandoned"), Outcome(2, "abandoned"), Outcome(2, "abandoned"),
        ],
    ]

    @Test(arguments: Stand.allCases)
    func everyCommandDoesWhatTheTableSays(_ stand: Stand) async throws {
        let expected = try #require(Self.table[stand])
        try await SampleProject.with { project in
            try await Self.bring(project, to: stand)
            let state = project.root + "/.moondock"
            try FileManager.default.copyItem(atPath: state, toPath: project.root + "/kept")
            for (command, outcome) in zip(Self.commands, expected) {
                try FileManager.default.removeItem(atPath: state)
                try FileManager.default.copyItem(atPath: project.root + "/kept", toPath: state)
                let found = try await Self.outcome(of: command, in: project)
                #expect(found == outcome, "\(command) of a run that is \(stand.rawValue)")
            }
        }
    }

    private static func bring(_ project: SampleProject, to stand: Stand) async throws {
        try project.write("other.lua", "run_command { shell = \"true\" }\n")
        switch stand {
        case .interrupted:
            let wait = "echo begun; test -e go || exec sleep 60"
            try project.recipe("run_command { shell = \"\(wait)\", safe_to_repeat = true }\n")
            _ = try await project.killMain(at: "the command's output") { $0.line == "begun" }
            try project.write("go", "")
        case .inDoubt:
            try project.recipe("run_command { shell = \"echo begun; test -e go || exec sleep 60\" }\n")
            _ = try await project.killMain(at: "the command's output") { $0.line == "begun" }
            try project.write("go", "")
            #expect(try await project.moondock("resume", "last").code == 5)
        case .parked, .cancelled, .abandoned:
            try project.recipe("wait_for_approval \"go?\"\n")
            #expect(try await project.runMain().code == 3)
            if stand == .cancelled { #expect(try await project.moondock("cancel", "last").code == 0) }
            if stand == .abandoned {
                #expect(try await project.moondock("resolve", "last", "--abandon", "not needed").code == 0)
            }
        case .failed:
            try project.recipe("run_command { shell = \"exit 1\" }\n")
            #expect(try await project.runMain().code == 1)
        case .notUndone:
            try project.recipe(
                "with_rollback(\"all\", function () on_rollback(\"x\", function () run_command { shell = \"exit 1\" } end)"
                    + " fail \"no\" end)\n")
            #expect(try await project.runMain().code == 5)
        case .done:
            try project.recipe("run_command { shell = \"true\" }\n")
            #expect(try await project.runMain().code == 0)
        }
    }

    private static func outcome(of command: String, in project: SampleProject) async throws -> Outcome {
        let arguments =
            switch command {
            case "resolve": ["resolve", "last", "1", "--retry"]
            case "abandon": ["resolve", "last", "--abandon", "put right by hand"]
            default: [command, "last"]
            }
        let code = try await project.moondock(with: arguments).code
        let listed = try await project.moondock("runs", "--json", "--limit", "1").output
        let status = listed.firstMatch(of: /"status":"([a-z_]+)"/).map { String($0.1) } ?? "none"
        let other = try await project.moondock("run", "other.lua", "--env", "test")
        return Outcome(code, status, isFree: other.code == 0)
    }
}
