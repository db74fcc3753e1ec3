import ArgumentParser
import Foundation
import Recipes

/// A first word that is no command.
struct UnknownCommand {
    private let word: String
    private let nearest: String?

    /// `nil` where the first word is a command or an option.
    init?(_ arguments: [String]) {
        let names = Self.names
        guard let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
        self.word = word
        nearest = Suggestion.nearest(to: word, among: names)
    }

    /// What is wrong, and what was probably meant.
    var text: String {
        let meant =
            nearest.map { "did you mean 'moondock \($0)'?" }
            ?? (word.hasSuffix(".lua") ? "run a recipe: moondock run \(word)" : "moondock --help lists the commands")
        return "there is no command '\(word)'\n  = help: \(meant)"
    }

    private static var names: [String] {
        let configuration = Moondock.configuration
        let commands = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        return commands.map { $0._commandName } + ["help"]
    }
}
