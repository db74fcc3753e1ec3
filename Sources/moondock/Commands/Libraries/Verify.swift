import ArgumentParser
import RecipeLibraries

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the libraries on this machine with moondock.lock, byte by byte.",
        discussion: "Exits with 1 where a file is not what it was when it was fetched, or is not here.")

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let cache = LibraryCache()
        var isWhole = true
        for (id, entry) in try LibraryFiles.lock(of: options.project()).libraries.sorted(by: { $0.key < $1.key }) {
            guard let tree = TreeHash(entry.tree) else { continue }
            let faults =
                cache.holds(tree) ? cache.faults(of: tree) : ["it is not on this machine; moondock fetch gets it"]
            isWhole = isWhole && faults.isEmpty
            print("\(faults.isEmpty ? "✓" : "✗") \(id)  \(entry.tree)")
            for fault in faults { print("  \(fault)") }
        }
        if !isWhole { throw ExitCode(1) }
    }
}
