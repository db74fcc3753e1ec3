import ArgumentParser
import Foundation
import Journal
import LibrarySources
import LuaSyntax
import RecipeLibraries
import Recipes

struct ReleasePull: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Get a release from a registry, so that this machine can promote it.",
        discussion: """
            Nothing else is needed: recipe, libraries and environments are in it, and its images are pulled by digest when it \
            is deployed. A release that was changed since it was pushed is rejected, and so is one that is another release \
            than the one of that version here (exit 4).
            """)

    @Argument(help: ArgumentHelp("Registry, path and version.", valueName: "registry/path:version"))
    var place: ReleasePlace

    @Flag(help: "Take it though it is signed by somebody else than those before, or by nobody any more.")
    var acceptSigner = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        try await reportingLibraries {
            let (travelling, signer) = try await ReleaseRepository(place.repository).pull(place.tag)
            let content = try content(of: travelling)
            try await ReleaseSigners(project: project, store: store)
                .check(content, signedBy: signer, isAccepted: acceptSigner)
            let outcome = try await store.keep(content.record(signer: signer), sources: travelling.sources)
            if case .taken(let other) = outcome {
                throw LibrarySourceError(
                    .untrusted,
                    "\(content.application) \(content.version) is another release here: that of "
                        + "\(other.creator), \(other.createdAt.text)",
                    hint: "a release never changes; ask who pushed \(place.description)")
            }
            let digest = ContentHash(of: travelling.content)
            for deployment in travelling.deployments {
                let moment = Timestamp(milliseconds: deployment.at)
                try await store.note(
                    DeploymentRecord(
                        run: RunID(deployment.run), application: content.application, version: content.version,
                        release: digest, environment: deployment.environment, kind: .run,
                        requester: deployment.requester, skipReason: nil, startedAt: moment, status: .done,
                        updatedAt: moment))
            }
            let places = travelling.deployments.map(\.environment)
            print(
                "got \(content.application) \(content.version)  \(digest.description.prefix(12))  "
                    + (signer.map { "signed by \($0)" } ?? "not signed"))
            if !places.isEmpty { print("it was deployed to \(Set(places).sorted().joined(separator: ", "))") }
            print("deploy it: moondock promote \(content.version) --env ENVIRONMENT")
        }
    }

    /// What is in it, where it is what it says it is.
    private func content(of release: TravellingRelease) throws -> ReleaseContent {
        func rejection(_ reason: String) -> LibrarySourceError {
            LibrarySourceError(
                .untrusted, "\(place.description) was changed since it was pushed: \(reason)",
                hint: "nothing of it was taken; ask who pushed it")
        }
        guard let content = ReleaseContent(decoding: release.content) else {
            throw rejection("its record cannot be read, unless it is of a later version of Moondock")
        }
        guard content.encoded() == release.content, content.application == release.application,
            content.version == release.version
        else { throw rejection("its record is of another release") }
        guard content.version == place.tag else {
            throw LibrarySourceError(
                .untrusted, "\(place.description) is \(content.application) \(content.version)",
                hint: "a release is found under its own version")
        }
        guard content.sources == ContentHash(of: release.sources), (try? RunBundle(decoding: release.sources)) != nil
        else { throw rejection("its sources are not those it was made from") }
        return content
    }
}
