import ArgumentParser
import RecipeLibraries
import Recipes

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "List the project's libraries: where they come from, what they may do, what they are still to be granted.")

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let set = try LibraryFiles.set(of: options.project())
        if set.libraries.isEmpty { return print("this project uses no libraries") }
        for library in set.libraries.values.sorted(by: { $0.id < $1.id }) {
            print("\(library.id)  \(library.source)  \(library.tree)")
            let names = set.aliases.filter { $0.value == library.id }.keys.sorted()
            let users = set.libraries.values.filter { $0.aliases.values.contains(library.id) }.map(\.id).sorted()
            print("  used by  \((names.map { "this project as \($0)" } + users).joined(separator: ", "))")
            let missing = Set(library.missingGrants.map(\.need))
            for (need, reason) in library.needs.sorted(by: { $0.key < $1.key }) {
                print("  \(missing.contains(need) ? "asks for" : "may     ") \(need)  \(reason)")
            }
        }
    }
}
