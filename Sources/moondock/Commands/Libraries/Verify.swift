import ArgumentParser
import RecipeLibraries
import Recipes

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare libraries with moondock.lock byte by byte, or a run with what was recorded of it.",
        discussion: """
            Without --run: the libraries on this machine and those in vendor/. Exits with 1 where a file is not what it \
            was when it was fetched, or is not here.

            With --run: the run's events with their hashes and with the run's second record beside the journal, its \
            sources, and its approvals with their answers. Exits with 5 where the journal was changed or has lost \
            something. The same is looked at whenever a run is resumed.
            """)

    @Option(name: .customLong("run"), help: "The run to look at; `last` for the newest.")
    var runName: String?

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        if let runName { return try await RunVerification(run: runName, options: options).report() }
        let (project, lock) = { ($0.project, $0.lock) }(try LibraryProject(options.project()))
        let cache = LibraryCache()
        let vendor = VendorFolder(of: project.root)
        if lock.libraries.isEmpty, vendor.ids.isEmpty { return print("nothing is locked") }
        var isWhole = true
        func report(_ name: String, _ tree: TreeHash, _ faults: [String]) {
            isWhole = isWhole && faults.isEmpty
            print("\(faults.isEmpty ? "✓" : "✗") \(name)  \(tree)")
            for fault in faults { print("  \(fault)") }
        }
        for (id, entry) in lock.libraries.sorted(by: { $0.key < $1.key }) {
            guard let tree = TreeHash(entry.tree) else { continue }
            let isVendored = vendor.copy(of: id).exists
            if isVendored { report("vendor/\(id)", tree, vendor.copy(of: id).faults(against: tree)) }
            if cache.holds(tree) {
                report(id, tree, cache.copy(of: tree).faults(against: tree))
            } else if !isVendored {
                report(id, tree, ["it is not on this machine; moondock fetch gets it"])
            }
        }
        for id in vendor.ids where lock.libraries[id] == nil {
            isWhole = false
            print("✗ vendor/\(id)")
            print("  moondock.lock does not have it; moondock vendor removes it")
        }
        if !isWhole { throw ExitCode(1) }
    }
}
