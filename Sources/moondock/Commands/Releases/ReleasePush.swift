import ArgumentParser
import Foundation
import Journal
import LibrarySources
import RecipeLibraries
import Recipes

struct ReleasePush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Put a release into a registry, so that any machine can promote it.",
        discussion: """
            The tag is the version. The artifact holds the record, recipe, libraries, environments and where the release was \
            deployed so far; push it again to bring that up to date. It is signed by an SSH key: the one given here, that of \
            your configuration (signing_key), or the one git signs with.
            """)

    @Argument(help: ArgumentHelp("Registry, path and version.", valueName: "registry/path:version"))
    var place: ReleasePlace

    @Option(help: ArgumentHelp("The application, where several have that version.", valueName: "name"))
    var app: String?

    @Option(help: ArgumentHelp("The SSH key to sign with.", valueName: "file"))
    var key: String?

    @Flag(help: "Push it without a signature.")
    var unsigned = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        if key != nil, unsigned { throw ValidationError("give --key or --unsigned, not both") }
    }

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let release = try await ReleaseChoice.find(place.tag, of: app, in: store)
        if let image = release.content.images.first(where: { $0.pinned == nil }) {
            throw CommandError(
                2,
                "the image \(image.name) of \(release.name) was not pushed, and no other machine could run it"
                    + "\n  = help: give docker_build push = \"REGISTRY/PATH\", and make another version")
        }
        let key = try await signingKey(of: project)
        let done = try await store.deployments(to: nil)
            .filter { $0.release == release.record.digest && $0.status == .done }
        let travelling = TravellingRelease(
            application: release.content.application, version: release.content.version,
            content: release.record.content, sources: try await store.content(release.record.sources),
            deployments: done.reversed().map { deployment in
                TravellingRelease.Deployment(
                    environment: deployment.environment, run: deployment.run.description,
                    requester: deployment.requester, at: deployment.updatedAt.milliseconds)
            })
        try await reportingLibraries {
            let digest = try await ReleaseRepository(place.repository).push(travelling, as: place.tag, key: key)
            print("pushed \(release.name) to \(place.description)@\(digest)\(key == nil ? ", unsigned" : "")")
            print("promote it elsewhere: moondock release pull \(place.description)")
        }
    }

    private func signingKey(of project: Project) async throws -> String? {
        if unsigned { return nil }
        let settings = try PersonalSettings.read()
        let publisher = LibraryPublisher(
            project.root, to: LibraryPublisher.Targets(remote: nil, repository: nil))
        let git = await publisher.signingKey()
        guard let key = key ?? settings.signingKey ?? git else {
            throw CommandError(
                2,
                "there is no key to sign with\n"
                    + "  = help: give --key ~/.ssh/id_ed25519, or write it into \(PersonalSettings.file.path): "
                    + "return { signing_key = \"~/.ssh/id_ed25519\" }; or push it with --unsigned")
        }
        let path = HomeFolder.expand(key)
        guard FileManager.default.fileExists(atPath: path) else { throw CommandError(2, "there is no key \(path)") }
        return path
    }
}
