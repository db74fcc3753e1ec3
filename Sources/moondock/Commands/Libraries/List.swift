import ArgumentParser
import RecipeLibraries
import Recipes

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "List the project's libraries: where they come from, what they may do, what they are still to be granted.")

    @Option(help: ArgumentHelp("Show only why the project has this library.", valueName: "name"))
    var why: String?

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let set = try LibraryFiles.set(of: project)
        if let why { return try explain(why, set) }
        if set.libraries.isEmpty { return print("this project uses no libraries") }
        let lock = try LibraryFiles.lock(of: project)
        for library in set.libraries.values.sorted(by: { $0.id < $1.id }) {
            print("\(library.id)  \(library.source)  \(library.tree)")
            let names = set.aliases.filter { $0.value == library.id }.keys.sorted()
            let users = set.libraries.values.filter { $0.aliases.values.contains(library.id) }.map(\.id).sorted()
            print("  used by  \((names.map { "this project as \($0)" } + users).joined(separator: ", "))")
            if let signer = lock.libraries[library.id]?.signer { print("  signed by \(signer)") }
            if let reason = lock.libraries[library.id]?.retracted { print("  retracted by its author: \(reason)") }
            let missing = Set(library.missingGrants.map(\.need))
            for (need, reason) in library.needs.sorted(by: { $0.key < $1.key }) {
                print("  \(missing.contains(need) ? "requests" : "may     ") \(need)  \(reason)")
            }
            let passages = set.missingPassages(of: library.id)
            for reach in set.reach(of: library.id) where !passages.contains(where: { $0.next == reach.way.first }) {
                print("  reaches  \(reach)")
            }
            for missing in passages {
                print("  requests \(missing.grant.map { "\($0)" } ?? "through \(missing.next)")  to reach:")
                for reach in missing.reach { print("           \(reach)") }
            }
            if !library.recipes.isEmpty, let name = names.first {
                print("  recipes  \(library.recipes.map { "\(name):\($0)" }.joined(separator: ", "))")
            }
        }
    }

    /// Prints every way that leads from the project to a library.
    private func explain(_ name: String, _ set: LibrarySet) throws {
        let targets = set.libraries.keys.filter { $0 == name || $0.hasPrefix("\(name)@") || set.aliases[name] == $0 }
        guard !targets.isEmpty else {
            let known = Array(set.aliases.keys) + set.libraries.keys
            let nearest = Suggestion.nearest(to: name, among: known)
            throw CommandError(
                2, "this project has no library '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? "")")
        }
        var ways: [[String]] = []
        func walk(_ id: String, _ way: [String]) {
            // Libraries may use each other in a circle, and ways grow in number like a maze's.
            if way.contains(id) || ways.count >= 100 { return }
            let here = way + [id]
            if targets.contains(id) { ways.append(here) }
            for next in Set(set.libraries[id]?.aliases.values.map { $0 } ?? []).sorted() { walk(next, here) }
        }
        for (alias, id) in set.aliases.sorted(by: { $0.key < $1.key }) { walk(id, ["this project as \(alias)"]) }
        for way in ways { for (place, name) in way.enumerated() { print(place == 0 ? name : "  → \(name)") } }
    }
}
