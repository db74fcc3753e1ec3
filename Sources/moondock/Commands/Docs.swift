import ArgumentParser
import Foundation
import Primitives
import Recipes

struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what a primitive does and which options it takes.")

    @Argument(help: "The primitive; all of them, in a line each, where left out.")
    var primitive: String?

    func run() throws {
        let registry = PrimitiveRegistry.standard
        guard let primitive else {
            let width = registry.all.map(\.declaration.name.count).max() ?? 0
            for declaration in registry.all.map(\.declaration) {
                let name = declaration.name.padding(toLength: width, withPad: " ", startingAt: 0)
                print("\(name)  \(declaration.summary)")
            }
            return
        }
        guard let found = registry[primitive]?.declaration else {
            let nearest = Suggestion.nearest(to: primitive, among: registry.all.map(\.declaration.name))
            throw CommandError(
                2, "there is no primitive '\(primitive)'\(nearest.map { "; did you mean '\($0)'?" } ?? "")")
        }
        print(Self.page(of: found))
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
