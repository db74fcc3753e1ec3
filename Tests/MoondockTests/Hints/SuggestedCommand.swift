import Foundation

/// A command that a text tells its reader to type.
struct SuggestedCommand: Hashable, Sendable, CustomStringConvertible {
    let words: [String]

    var name: String { words[0] }
    var description: String { (["moondock"] + words).joined(separator: " ") }

    /// The commands in a text, which goes on in prose behind each. What stands in the place of a value, such as `REASON`,
    /// is kept.
    static func all(in text: String, _ reference: CommandReference) -> [SuggestedCommand] {
        text.split(separator: "\n").flatMap { line in
            line.matches(of: /(?:^|[^a-z.\/_-])moondock ([a-z]+)/).flatMap { match -> [SuggestedCommand] in
                let name = String(match.output.1)
                guard let command = reference.subcommand(name) else { return [SuggestedCommand(words: [name])] }
                var reader = WordReader(line[match.range.upperBound...])
                return read(command, &reader)
            }
        }
    }

    /// One command, and others that differ from it in their last option: `--retry, --done VALUE or --fail`.
    private static func read(
        _ command: CommandReference.Command, _ reader: inout WordReader
    ) -> [SuggestedCommand] {
        var words = [command.commandName]
        var positionals = 0
        var lastOption = 0
        while let word = reader.next() {
            if word.hasPrefix("-"), word != "-" {
                lastOption = words.count
                words.append(word)
                if command.option(word)?.kind == "option", !reader.hasEnded, let value = reader.next() {
                    words.append(value)
                }
            } else if (positionals < command.needed && !isWhole(words))
                || (positionals < command.positionals.count && isValue(word))
            {
                positionals += 1
                words.append(word)
            } else {
                break
            }
            if reader.hasEnded { break }
        }
        var found = [SuggestedCommand(words: words)]
        guard lastOption > 0 else { return found }
        while let alternative = reader.alternative() {
            var others = Array(words[..<lastOption]) + [alternative]
            if command.option(alternative)?.kind == "option", let value = reader.next() { others.append(value) }
            found.append(SuggestedCommand(words: others))
        }
        return found
    }

    /// Whether an option has taken the place of what a command else needs.
    private static func isWhole(_ words: [String]) -> Bool { words.contains("--abandon") || words.contains("--all") }

    /// Whether a word is more likely a value than the next one of a sentence.
    private static func isValue(_ word: String) -> Bool {
        word.contains { !$0.isLowercase } || ["last"].contains(word)
    }
}

/// The words of a line, up to the punctuation that ends a command.
private struct WordReader {
    private var rest: Substring
    /// Whether a command cannot go on behind the last word.
    private(set) var hasEnded = false

    init(_ rest: Substring) { self.rest = rest }

    mutating func next() -> String? {
        guard let match = rest.prefixMatch(of: /[ ]('[^']*'|"[^"]*"|[^\s`'"]+)/) else { return nil }
        var word = String(match.output.1)
        rest = rest[match.range.upperBound...]
        while let last = word.last, ",;:.?)".contains(last), !word.isEmpty {
            word.removeLast()
            rest = rest[rest.startIndex...]
            hasEnded = true
            if last == "," { rest = ", " + rest.drop { $0 == " " } }
        }
        if rest.first.map({ !$0.isWhitespace && $0 != "," }) == true { hasEnded = true }
        return word.isEmpty ? nil : word.trimmingCharacters(in: ["'", "\""])
    }

    /// Another option in the place of the last one.
    mutating func alternative() -> String? {
        guard let match = rest.prefixMatch(of: /(?:, | or |, or | \| )(--[a-z-]+)/) else { return nil }
        rest = rest[match.range.upperBound...]
        return String(match.output.1)
    }
}
