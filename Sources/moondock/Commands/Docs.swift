import ArgumentParser
import Foundation
import Primitives
import Recipes

struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a primitive does and which options it takes, or what a library's functions do.",
        discussion: """
            Examples:
              moondock docs docker_run
              moondock docs grants                (what libraries can be granted)
              moondock docs policies              (what a project's policy says)
              moondock docs lua                   (where recipes differ from Lua 5.4)
              moondock docs moondock.semver
              moondock docs acme.slack --markdown >acme-slack.md
              moondock docs .                     (the library in this folder)
            """)

    @Argument(help: "The primitive or library; all primitives, in a line each, where left out.")
    var name: String?

    @Flag(help: "Write a library's page as Markdown.")
    var markdown = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() throws {
        if let name, let page = RulePages.page(name) { return print(page) }
        let registry = PrimitiveRegistry.standard
        guard let primitive = name else {
            let width = registry.all.map(\.declaration.name.count).max() ?? 0
            for declaration in registry.all.map(\.declaration) {
                let name = declaration.name.padding(toLength: width, withPad: " ", startingAt: 0)
                print("\(name)  \(declaration.summary)")
            }
            return
        }
        if primitive == "lua" { return print(lines: LuaPage.text) }
        guard let found = registry[primitive]?.declaration else {
            if let page = try LibraryPage(primitive, of: options.project()) {
                return print(lines: markdown ? page.markdown : page.text)
            }
            let known = registry.all.map(\.declaration.name) + StandardLibraries.names + RulePages.names
            let nearest = Suggestion.nearest(to: primitive, among: known)
            throw CommandError(
                2,
                "there is no primitive and no library '\(primitive)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
        }
        print(lines: Self.page(of: found))
    }

    private static func page(of declaration: PrimitiveDeclaration) -> String {
        var lines = ["\(declaration.name): \(declaration.summary)", "returns: \(declaration.returns)", ""]
        for option in declaration.options {
            let mark = option.key == declaration.positional ? " (may stand first, without its name)" : ""
            let note = option.isRequired ? "required" : option.fallbackText.map { "default \($0)" } ?? "optional"
            lines.append("  \(option.key): \(option.typeName)\(mark) [\(note)]")
            lines.append("      \(option.help)")
        }
        lines += ["", "when interrupted: \(declaration.inDoubt.explanation)"]
        return lines.joined(separator: "\n")
    }
}

extension InDoubtPolicy {
    fileprivate var explanation: String {
        switch self {
        case .pure: "done again, since it has no effect"
        case .idempotent: "done again, since twice is the same as once"
        case .adoptable: "what was done is looked for and adopted"
        case .unsafe: "a person is asked"
        }
    }
}
