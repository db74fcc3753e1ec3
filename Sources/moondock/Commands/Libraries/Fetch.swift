import ArgumentParser
import Foundation
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the project's libraries, and write down in moondock.lock which files each one has.",
        discussion: "Runs use what was fetched and never the network. A tag that was moved since is not taken (exit 4)."
    )

    @Flag(help: "Take tags that were moved as they are now.")
    var acceptMovedTag = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let before = try LibraryFiles.lock(of: project)
        let fetcher = LibraryFetcher(cache: LibraryCache(), day: ClockDay.today)
        do {
            let outcome = try await fetcher.fetch(
                try LibraryFiles.wishes(of: project), lock: before, acceptsMovedTags: acceptMovedTag)
            if outcome.lock != before { try LibraryFiles.write(outcome.lock, of: project) }
            for (id, entry) in outcome.lock.libraries.sorted(by: { $0.key < $1.key }) {
                let how = outcome.fetched.contains(id) ? "fetched " : "here    "
                print("\(how) \(id)  \(entry.tag) \(entry.commit.prefix(12))  \(entry.tree)")
            }
            if outcome.lock.libraries.isEmpty { print("nothing to fetch: every library of this project is a folder") }
        } catch let error as LibrarySourceError {
            throw CommandError(error)
        } catch let error as ManifestError {
            throw Diagnostic(error)
        }
    }
}
