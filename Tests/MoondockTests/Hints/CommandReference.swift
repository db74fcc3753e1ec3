import Foundation
import Testing

/// What the program itself says of its commands and their options.
struct CommandReference: Decodable, Sendable {
    struct Command: Decodable, Sendable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let arguments: [Argument]?
        let subcommands: [Command]?
    }

    struct Argument: Decodable, Sendable {
        struct Name: Decodable, Sendable {
            let kind: String
            let name: String

            /// As it is typed.
            var typed: String { kind == "short" ? "-\(name)" : "--\(name)" }
        }

        let kind: String
        let names: [Name]?
        let isOptional: Bool
        let valueName: String?
        let shouldDisplay: Bool
    }

    let command: Command

    var subcommands: [Command] { command.subcommands ?? [] }

    func subcommand(_ name: String) -> Command? { subcommands.first { $0.commandName == name } }

    static func load() async throws -> CommandReference {
        let (outcome, _) = try await Program.run(
            ProductBinary.path, ["--experimental-dump-help"], in: "/", environment: [:]
        ) { _ in }
        #expect(outcome.code == 0)
        return try JSONDecoder().decode(CommandReference.self, from: Data(outcome.output.utf8))
    }
}

extension CommandReference.Command {
    /// The option of a name as it is typed, such as `--from`.
    func option(_ name: String) -> CommandReference.Argument? {
        (arguments ?? []).first { $0.names?.contains { $0.typed == name } == true }
    }

    /// What stands without a name; `run` takes one, though it also has a place for parameters.
    var positionals: [CommandReference.Argument] {
        (arguments ?? []).filter { $0.kind == "positional" && $0.shouldDisplay }
    }

    /// How many of them must be there. `resume` goes without a run by `--all`, `resolve` without a step by `--abandon`.
    var needed: Int {
        switch commandName {
        case "run", "resume": 1
        case "resolve": 2
        default: positionals.count { !$0.isOptional }
        }
    }
}
