import ArgumentParser
import LibrarySources
import RecipeLibraries
import Recipes

struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the project's libraries, and write down in moondock.lock which files each one has.",
        discussion: """
            Runs use what was fetched and never the network. Where moondock.lock serves moondock.lua already, nothing is
            written and nobody is asked. A tag that was moved since, or another signer, is not taken (exit 4).
            """)

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Trust") var trustOptions: TrustOptions
    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let outcome = try await project.locked(project.manifest, try trustOptions.trust(project.manifest))
            for (id, entry) in outcome.lock.libraries.sorted(by: { $0.key < $1.key }) {
                let how = outcome.fetched.contains(id) ? "fetched " : "here    "
                print("\(how) \(id)  \(entry.place)")
            }
            if outcome.lock.libraries.isEmpty { print("nothing to fetch: every library of this project is a folder") }
            LibraryProject.warn(of: outcome.lock)
            if outcome.lock == project.lock { return }
            for id in project.lock.libraries.keys.sorted() where outcome.lock.libraries[id] == nil {
                print("unlocked \(id)")
            }
            try consent.ask("Write \(Lockfile.name)?")
            try project.write(outcome.lock)
        }
    }
}
