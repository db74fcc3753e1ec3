import ArgumentParser
import Foundation
import Journal
import Recipes
import RunReports

struct ReleaseShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a release is, what it was made from, and where it was deployed.")

    @Argument(help: "The version, or `latest`.")
    var version: String

    @Option(help: ArgumentHelp("The application, where several have that version.", valueName: "name"))
    var app: String?

    @Flag(help: "As a JSON object.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let store = try options.store(of: options.project())
        let release = try await ReleaseChoice.find(version, of: app, in: store)
        let deployments = try await store.deployments(to: nil).filter { $0.release == release.record.digest }
        if json {
            let value = ReleaseJSON(
                release.content, signer: release.record.signer, deployments: deployments.map { DeploymentJSON($0) })
            return print(try JSONText.encode(value))
        }
        for line in Self.lines(release, deployments) { print(line) }
    }

    private static func lines(_ release: ReleaseChoice, _ deployments: [DeploymentRecord]) -> [String] {
        let content = release.content
        let commit = content.commit.map { "\($0)\(content.isDirty ? ", with changes that were not committed" : "")" }
        var lines = [
            "\(content.application) \(content.version)  \(release.record.digest)",
            "made      \(content.createdAt.text) by \(content.creator), run \(content.token.prefix { $0 != "/" })",
            "commit    \(commit ?? "the project was in no work tree of git")",
            "recipe    \(content.recipe)", "sources   sha256:\(content.sources)",
        ]
        if let signer = release.record.signer { lines.append("signed by \(signer)") }
        for (name, value) in content.parameters.sorted(by: { $0.key < $1.key }) {
            lines.append("parameter \(name) = \(value)")
        }
        for image in content.images {
            let place = image.pinned ?? "\(image.tag) \(image.id), which was not pushed"
            lines.append("image     \(image.name): \(place)")
        }
        for (name, digest) in content.contexts.sorted(by: { $0.key < $1.key }) {
            lines.append("built of  \(name)  \(digest)")
        }
        for (name, hash) in content.files.sorted(by: { $0.key < $1.key }) { lines.append("file      \(name)  \(hash)") }
        for deployment in deployments {
            let reason = deployment.skipReason.map { "; a phase was left out: \($0)" } ?? ""
            lines.append(
                "\(deployment.status == .done ? "deployed" : deployment.status.rawValue)  \(deployment.environment)  "
                    + "\(deployment.updatedAt.text) by \(deployment.requester), run \(deployment.run)\(reason)")
        }
        return lines
    }
}
