import ArgumentParser
import Console
import Foundation
import Journal
import Recipes
import RunReports

struct ReleaseList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List releases, the newest first, and where each is deployed.")

    @Option(help: ArgumentHelp("Only those of this application.", valueName: "name"))
    var app: String?

    @Option(name: [.long, .customShort("n")], help: "How many.")
    var limit = 20

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1, not \(limit)") }
    }

    func run() async throws {
        let store = try options.store(of: options.project())
        let deployments = try await store.deployments(to: nil)
        let releases = try await store.releases(of: app).prefix(limit).map { try ReleaseChoice($0) }
        if json {
            for release in releases {
                let its = deployments.filter { $0.release == release.record.digest }.map { DeploymentJSON($0) }
                print(
                    try JSONText.encode(
                        ReleaseJSON(release.content, signer: release.record.signer, deployments: its)))
            }
            return
        }
        guard !releases.isEmpty else {
            print("no releases yet; `moondock release create RECIPE` makes one")
            return
        }
        let current = EnvironmentStanding.all(deployments).compactMap(\.current)
        let table = TableOutput(
            columns: [
                .init("APPLICATION"), .init("VERSION"), .init("RELEASE"), .init("MADE"), .init("BY"),
                .init("RUNS IN", isFlexible: true),
            ],
            rows: releases.map { release in
                let places = current.filter { $0.release == release.record.digest }.map(\.environment)
                return [
                    release.content.application, release.content.version,
                    String(release.record.digest.description.prefix(12)), release.content.createdAt.text,
                    release.content.creator, places.isEmpty ? "-" : places.joined(separator: ", "),
                ].map { StyledText($0) }
            })
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
    }
}
