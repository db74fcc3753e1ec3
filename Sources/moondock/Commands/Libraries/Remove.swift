import ArgumentParser
import LibrarySources
import RecipeLibraries
import Recipes

struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a library from moondock.lua and moondock.lock, with those that only it required.")

    @Argument(help: "The name the project requires it by.")
    var name: String

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let library = try project.library(name)
            let edited = try ManifestEditor(project.source).removing(library.alias)
            let lock = try await project.locked(
                try ProjectManifest(edited), try TrustOptions.parse([]).trust(project.manifest)
            )
            .lock
            print("removes \(library.alias)  \(library.source)")
            for id in project.lock.libraries.keys.sorted() where lock.libraries[id] == nil { print("unlocks \(id)") }
            try consent.ask("Remove it?")
            try project.write(lock, edited)
            print("removed \(library.alias)")
        }
    }
}
