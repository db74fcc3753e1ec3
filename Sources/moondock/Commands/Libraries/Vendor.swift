import ArgumentParser
import Foundation
import LibrarySources
import RecipeLibraries
import Recipes

struct Vendor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vendor",
        abstract: "Copy the libraries of moondock.lock into vendor/, to be kept with the project.",
        discussion: """
            Runs take a library from vendor/ where it is there, and check that it is what moondock.lock recorded. Nothing \
            is fetched then, on no machine.
            """)

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let vendor = VendorFolder(of: project.project.root)
            for requirement in try LibraryFiles.requirements(of: project.project) where requirement.source.isReleased {
                guard project.entry(of: requirement) == nil else { continue }
                throw CommandError(
                    2,
                    "\(Lockfile.name) has no \(requirement.alias) of version \(requirement.version?.description ?? "")\n"
                        + "  = help: write it down: moondock fetch")
            }
            var work: [(id: String, tree: TreeHash)] = []
            for (id, entry) in project.lock.libraries.sorted(by: { $0.key < $1.key }) {
                guard let tree = TreeHash(entry.tree) else { continue }
                if vendor.copy(of: id).exists, vendor.copy(of: id).faults(against: tree).isEmpty { continue }
                guard project.cache.holds(tree), project.cache.copy(of: tree).faults(against: tree).isEmpty else {
                    throw CommandError(2, "\(id) is not on this machine, or damaged\n  = help: get it: moondock fetch")
                }
                work.append((id, tree))
                print("copies  \(id)  \(tree)")
            }
            let strange = vendor.ids.filter { project.lock.libraries[$0] == nil }
            for id in strange { print("removes \(id), which moondock.lock does not have") }
            if work.isEmpty, strange.isEmpty { return print("vendor/ is what \(Lockfile.name) says") }
            try consent.ask("Change vendor/?")
            for id in strange { try vendor.copy(of: id).remove() }
            for (id, tree) in work {
                try vendor.copy(of: id).remove()
                try vendor.copy(of: id).write(
                    try LibraryTree(files: try LibraryFolder.files(in: project.cache.folder(of: tree))))
            }
            print("vendor/ is what \(Lockfile.name) says")
        }
    }
}
