import Foundation
import Testing

/// Every command that a source file or a document names is one that there is, with options that it has.
@Suite(.timeLimit(.minutes(5))) struct HintSweepTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The program as the subject of a sentence.
    private static let prose: Set = ["again", "from", "itself", "runs", "has"]

    private static func files(in folder: String, _ endings: [String]) throws -> [URL] {
        let root = repository.appendingPathComponent(folder)
        let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter { endings.contains($0.pathExtension) }
    }

    /// The text without comments, with what is put together from several literals in one piece. A value that is put in is
    /// `X`.
    private static func text(of file: URL) throws -> String {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let code = lines.filter { line in
            let start = line.drop { $0 == " " }
            return !start.hasPrefix("//") && !start.hasPrefix("--")
        }.joined(separator: "\n")
        return code.replacing(/"\s*\+ "/, with: "").replacing(/[ ]\\\n\s*/, with: " ")
            .replacing(/\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/, with: "X")
    }

    private func faults(_ text: String, _ reference: CommandReference) -> [String] {
        SuggestedCommand.all(in: text, reference).compactMap { suggested in
            guard let command = reference.subcommand(suggested.name) else {
                return Self.prose.contains(suggested.name) ? nil : "there is no command '\(suggested.name)'"
            }
            let options = suggested.words.dropFirst().filter { $0.hasPrefix("--") }
            if let unknown = options.first(where: { command.option($0) == nil && !(suggested.name == "run") }) {
                return "\(suggested) has no \(unknown)"
            }
            return nil
        }
    }

    @Test func sourcesNameCommandsThatThereAre() async throws {
        let reference = try await CommandReference.load()
        var found = 0
        for file in try ["Sources", "stdlib"].flatMap({ try Self.files(in: $0, ["swift", "lua"]) }) {
            let text = try Self.text(of: file)
            found += SuggestedCommand.all(in: text, reference).count
            let faults = faults(text, reference)
            #expect(faults.isEmpty, "\(file.lastPathComponent): \(faults)")
        }
        #expect(found > 80, "only \(found) commands were found")
    }

    @Test(arguments: ["README.md", "SECURITY.md"]) func documentsNameCommandsThatThereAre(_ name: String) async throws {
        let reference = try await CommandReference.load()
        let text = try String(contentsOf: Self.repository.appendingPathComponent(name), encoding: .utf8)
        let faults = faults(text, reference)
        #expect(faults.isEmpty, "\(faults)")
    }

    /// What `moondock docs NAME` is said to show is there to be shown.
    @Test func everyPageThatIsNamedIsThere() async throws {
        let reference = try await CommandReference.load()
        let files = try ["Sources", "stdlib"].flatMap { try Self.files(in: $0, ["swift", "lua"]) }
        let readme = Self.repository.appendingPathComponent("README.md")
        var texts = try files.map { try Self.text(of: $0) }
        texts.append(try String(contentsOf: readme, encoding: .utf8))
        let named = texts.flatMap { SuggestedCommand.all(in: $0, reference) }.filter { $0.name == "docs" }
        let names = Set(named.compactMap { $0.words.count > 1 ? $0.words[1] : nil })
        // What stands for a name, an option, and libraries that are examples.
        let pages = names.filter { !["X", "NAME", "."].contains($0) && !$0.hasPrefix("-") && !$0.hasPrefix("acme") }
        #expect(pages.count > 3, "\(pages)")
        try await SampleProject.with { project in
            for page in pages {
                let outcome = try await project.moondock("docs", page)
                #expect(outcome.code == 0, "\(page): \(outcome)")
            }
        }
    }

    /// A paragraph is one line of the source's text, so that it fits whatever terminal it is shown on.
    @Test func helpIsWrappedForTheTerminalAndNotInTheSource() async throws {
        let reference = try await CommandReference.load()
        for command in reference.subcommands {
            let lines = (command.discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            for (line, next) in zip(lines, lines.dropFirst()) {
                let isCut = line.count > 90 && next.first?.isWhitespace == false
                #expect(!isCut, "\(command.commandName): \(line)")
            }
        }
    }

    @Test func everyCommandSaysWhatItIsFor() async throws {
        let reference = try await CommandReference.load()
        try await SampleProject.with { project in
            for command in reference.subcommands where command.commandName != "help" {
                let help = try await project.moondock(command.commandName, "--help")
                #expect(help.code == 0, "\(help)")
                for option in (command.arguments ?? []).filter(\.shouldDisplay) {
                    for name in option.names ?? [] {
                        #expect(help.output.contains(name.typed), "\(name.typed) in \(help)")
                    }
                }
            }
        }
    }
}
