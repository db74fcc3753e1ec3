import ArgumentParser
import LibrarySources
import RecipeLibraries
import Recipes

struct Fetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch the project's libraries, and write down in moondock.lock which files each one has.",
        discussion: """
            Runs use what was fetched and never the network. Where moondock.lock serves moondock.lua already, nothing is \
            written and nobody is asked. A tag that was moved since, or another signer, is not taken (exit 4).
            """)

    @OptionGroup var consent: Consent
    @OptionGroup(title: "Trust") var trustOptions: TrustOptions
    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = try LibraryProject(options.project())
        try await reportingLibraries(project) {
            let trust = try trustOptions.trust(project.manifest)
            let outcome = try await project.locked(project.manifest, trust)
            var lock = outcome.lock
            // Whoever asks the source for files asks what it says of them.
            if !outcome.fetched.isEmpty {
                let fetcher = LibraryFetcher(cache: project.cache, day: ClockDay.today, trust: trust)
                lock = try await fetcher.retractions(in: lock)
            }
            for (id, entry) in lock.libraries.sorted(by: { $0.key < $1.key }) {
                let how = outcome.fetched.contains(id) ? "fetched " : "here    "
                print("\(how) \(id)  \(entry.place)")
            }
            if lock.libraries.isEmpty { print("nothing to fetch: no library of this project comes from elsewhere") }
            LibraryProject.warn(of: lock)
            if lock == project.lock { return }
            for id in project.lock.libraries.keys.sorted() where lock.libraries[id] == nil {
                print("unlocked \(id)")
            }
            try consent.ask("Write \(Lockfile.name)?")
            try project.write(lock)
        }
    }
}
