import ArgumentParser
import Foundation
import LibrarySources
import Primitives
import RecipeLibraries
import Recipes

struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Release the library in this folder: look at everything, then sign, tag and push.",
        discussion: """
            Nothing is released that is not committed, not documented, or whose version says less than its changes. No \
            version is ever overwritten. The signature is one of an SSH key: the one given here, that of your \
            configuration (signing_key), or the one git signs with.

            Exits with 1 where something has to be fixed first.
            """)

    @Option(help: ArgumentHelp("Put it into this repository of an OCI registry too.", valueName: "repository"))
    var oci: String?

    @Option(help: "The git remote, a name or URL.")
    var remote = "origin"

    @Flag(help: "Tag it in this repository, and push it nowhere.")
    var local = false

    @Option(help: ArgumentHelp("The SSH key to sign with.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("With --oci: sign the artifact by cosign too, with this key.", valueName: "file"))
    var cosignKey: String?

    @Flag(help: "Release it without a signature.")
    var unsigned = false

    @Flag(help: "Only look.")
    var dryRun = false

    @OptionGroup var consent: Consent

    @Option(help: ArgumentHelp("The library's folder; else this one.", valueName: "folder"))
    var folder = "."

    func validate() throws {
        if key != nil, unsigned { throw ValidationError("give --key or --unsigned, not both") }
        if cosignKey != nil, oci == nil { throw ValidationError("--cosign-key goes with --oci") }
        if let oci, let fault = LibrarySource.fault(inRepository: repository(oci)) {
            throw ValidationError("'\(oci)' cannot be used: \(fault)")
        }
    }

    private func repository(_ name: String) -> String {
        name.hasPrefix("oci://") ? String(name.dropFirst("oci://".count)) : name
    }

    func run() async throws {
        try await reportingLibraries {
            let place = URL(fileURLWithPath: folder).standardizedFileURL
            let publisher = LibraryPublisher(
                place,
                to: LibraryPublisher.Targets(
                    remote: local ? nil : remote, repository: oci.map(repository), cosignKey: cosignKey))
            let (results, candidate) = try await publisher.examine { manifest, tree in
                await LibraryCheck.problems(of: manifest, tree.files, registry: .standard).map(\.rendered)
            }
            if let manifest = candidate?.manifest { print("\(manifest.name) \(manifest.version)") }
            for result in results { print("  \(result.isFine ? "ok" : "!!")  \(result.text)") }
            guard let candidate, results.allSatisfy(\.isFine) else { throw ExitCode(1) }
            let key = try await signingKey(publisher)
            if dryRun, let key {
                // Really, so that a key which cannot sign is found out now.
                let (manifest, tree) = (candidate.manifest, candidate.tree)
                _ = try await LibrarySignature.sign(manifest.name, manifest.version, tree.hash, key: key)
            }
            print(key.map { "  ok  \(dryRun ? "can" : "will") be signed with \($0)" } ?? "  ok  will not be signed")
            if dryRun { return }
            try consent.ask("Release it?")
            for place in try await publisher.release(candidate, key: key) { print("released \(place)") }
            let url = local ? nil : await publisher.url()
            if let source = oci.map(repository) ?? url {
                print("use it: moondock add \(source) --version \(candidate.manifest.version)")
            }
        }
    }

    private func signingKey(_ publisher: LibraryPublisher) async throws -> String? {
        if unsigned { return nil }
        let settings = try PersonalSettings.read()
        let git = await publisher.signingKey()
        guard let key = key ?? settings.signingKey ?? git else {
            throw CommandError(
                2,
                "there is no key to sign with\n"
                    + "  = help: give --key ~/.ssh/id_ed25519, or write it into \(PersonalSettings.file.path): "
                    + "return { signing_key = \"~/.ssh/id_ed25519\" }; or release it with --unsigned")
        }
        let path = HomeFolder.expand(key)
        guard FileManager.default.fileExists(atPath: path) else { throw CommandError(2, "there is no key \(path)") }
        return path
    }
}
