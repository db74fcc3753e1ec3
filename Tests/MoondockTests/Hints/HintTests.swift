import Foundation
import Testing

/// Whatever a message tells people to type works: it is typed.
@Suite(.timeLimit(.minutes(20))) struct HintTests {
    @Test(arguments: HintScenario.allCases)
    func whatIsSuggestedCanBeTyped(_ scenario: HintScenario) async throws {
        let reference = try await CommandReference.load()
        try await SampleProject.with { project in
            let shown = try await scenario.bring(project)
            let all = shown.map { $0.output + "\n" + $0.errors }.joined(separator: "\n")
            // A usage is a form and no command.
            let text = all.split(separator: "\n").filter {
                !$0.contains("Usage:") && !$0.contains("USAGE:") && !$0.contains("[<")
            }
            .joined(separator: "\n")
            let commands = Set(SuggestedCommand.all(in: text, reference))
            let names = Set(commands.map { Self.gist(of: $0, in: scenario) })
            #expect(scenario.expected.isSubset(of: names), "\(names) in \(text)")
            let addition =
                text.firstMatch(of: /from here: --project '(.+)'/).map { ["--project", String($0.output.1)] } ?? []
            #expect(scenario != .elsewhere || !addition.isEmpty, "\(text)")
            // Each begins where the situation left the project.
            let state = project.root + "/.moondock"
            let kept = project.root + "/kept"
            let hasState = FileManager.default.fileExists(atPath: state)
            if hasState { try FileManager.default.copyItem(atPath: state, toPath: kept) }
            for command in commands.sorted(by: { $0.description < $1.description }) {
                if hasState {
                    try FileManager.default.removeItem(atPath: state)
                    try FileManager.default.copyItem(atPath: kept, toPath: state)
                }
                let outcome = try await project.moondock(with: Self.typed(command) + addition)
                #expect(Self.good(command).contains(outcome.code), "\(command): \(outcome)\nsuggested by\n\(text)")
                #expect(!outcome.errors.contains("Usage: "), "\(command): \(outcome)")
            }
        }
    }

    /// A secret, an environment, a limit and a lock that are missing: what is to be added to the command.
    @Test(arguments: [
        (["run", "secret.lua"], "--secret-file NOPE=PATH", ["--secret-file", "NOPE=value.txt"]),
        (["run", "where.lua"], "--env NAME", ["--env", "test"]),
        (["run", "where.lua", "--env", "tset"], "'test'", ["--env", "test"]),
        (["run", "parameters.lua"], "--version", ["--version", "v1"]),
        (["run", "long.lua", "--limit", "memory=8MiB"], "--limit memory=", ["--limit", "memory=256MiB"]),
    ])
    func whatIsToBeAddedIsTaken(_ arguments: [String], _ words: String, _ addition: [String]) async throws {
        try await SampleProject.with { project in
            try project.write("value.txt", "a value\n")
            try project.write("secret.lua", "run_command { command = { \"true\" }, env = { A = secret \"NOPE\" } }\n")
            try project.write("where.lua", "print(environment().name)\n")
            try project.write("parameters.lua", "print(recipe { params = { version = \"string\" } }.version)\n")
            try project.write("long.lua", "print(#string.rep(\"x\", 20000000))\n")
            let refused = try await project.moondock(with: arguments)
            #expect([1, 2].contains(refused.code), "\(refused)")
            #expect(refused.errors.contains(words), "\(refused)")
            let taken = try await project.moondock(with: Array(arguments.prefix(2)) + addition)
            #expect(taken.code == 0, "\(taken)")
        }
    }

    @Test func aNewProjectSaysHowToTryIt() async throws {
        let reference = try await CommandReference.load()
        try await SampleProject.with { project in
            let made = try await project.moondock("init", "shop")
            #expect(made.output.contains("moondock run recipes/hello.lua --env local"), "\(made)")
            for command in SuggestedCommand.all(in: made.output, reference) {
                let (outcome, _) = try await Program.run(
                    ProductBinary.path, command.words, in: project.root + "/shop", environment: [:]
                ) { _ in }
                #expect(outcome.code == 0, "\(command): \(outcome)")
            }
        }
    }

    /// A command by its name, and by the option that tells it from others of the scenario.
    private static func gist(of command: SuggestedCommand, in scenario: HintScenario) -> String {
        let option = command.words.dropFirst().first { word in
            word.hasPrefix("-") && scenario.expected.contains("\(command.name) \(word)")
        }
        return ([command.name] + (option.map { [$0] } ?? [])).joined(separator: " ")
    }

    private static func typed(_ command: SuggestedCommand) -> [String] {
        let words = command.words.map { HintScenario.values[$0] ?? $0 }
        // There is nobody to ask in a test.
        return words + (["add", "update", "fetch", "vendor"].contains(command.name) ? ["--yes"] : [])
    }

    /// How a command may end that was understood and did what it is for.
    private static func good(_ command: SuggestedCommand) -> [Int] {
        switch command.name {
        case "resume", "rerun", "resolve", "run": [0, 1, 3, 5]
        default: [0]
        }
    }
}
