import ContainerRegistry
import DockerEngineTestSupport
import Foundation
import LuaSyntax
import RecipeLibraries
import Subprocess
import Testing

@testable import LibrarySources

/// Artifacts that are in a registry and are no libraries, or worse: each is rejected with its reason, and none of its
/// files is kept.
@Suite(.timeLimit(.minutes(10))) struct HostileArtifactTests {
    private static let manifest = """
        printf 'return { name = "evil/kit", version = "1.0.0" }' >moondock.lua
        mkdir lib
        echo 'return {}' >lib/init.lua
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Prepares the folder that is packed.
        var files = ""
        /// Packs it, to standard output.
        var pack = "tar --format=ustar --sort=name -cf - * | gzip"
        let message: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a link out of the tree", files: "ln -s /etc/passwd lib/passwd.lua",
            message: "a library has no links"),
        Case(name: "a link to a folder", files: "ln -s / lib/root", message: "a library has no links"),
        Case(name: "a hard link", files: "ln lib/init.lua lib/two.lua", message: "a library has no links"),
        Case(name: "a pipe", files: "mkfifo lib/pipe", message: "a library has nothing but files"),
        Case(
            name: "a path that climbs", pack: "tar --format=ustar -cPf - --transform 's,^lib,../lib,' * | gzip",
            message: "a path must not hold '..'"),
        Case(
            name: "an absolute path", pack: "tar --format=ustar -cPf - --transform 's,^lib,/lib,' * | gzip",
            message: "a path must not be absolute"),
        Case(
            name: "a path that climbs behind a file's name",
            pack: "tar --format=ustar -cPf - --transform 's,^lib/init,lib/init/../../x,' * | gzip",
            message: "a path must not hold '..'"),
        Case(
            name: "a name that reads backwards", files: "echo 1 >\"lib/$(printf 'a\\342\\200\\256aul.lua')\"",
            message: "turns the direction of reading"),
        Case(
            name: "a name with a character that is not seen", files: "echo 1 >\"lib/$(printf 'a\\342\\200\\213.lua')\"",
            message: "a character that is not seen"),
        Case(
            name: "a name with a control character", files: "echo 1 >\"lib/$(printf 'a\\033.lua')\"",
            message: "a control character"),
        Case(name: "a name that is no UTF-8", files: "echo 1 >\"lib/$(printf 'a\\377.lua')\"", message: "is no UTF-8"),
        Case(
            name: "names that are one where case does not count", files: "echo 1 >lib/INIT.lua",
            message: "where case does not count"),
        Case(name: "a git folder", files: "mkdir lib/.git; echo 1 >lib/.git/config", message: "must not hold '.git'"),
        Case(
            name: "a file that is too large", files: "head -c 400000 /dev/zero >lib/zero",
            message: "it has 400000 bytes"),
        Case(
            name: "an archive that grows without end", pack: "head -c 200000000 /dev/zero | gzip",
            message: "unpacked, its archive has more than"),
        Case(
            name: "more files than anybody needs", files: "for i in $(seq 2100); do echo >lib/$i; done",
            message: "it has more than 2000 files"),
        Case(
            name: "an archive that is cut short", pack: "tar --format=ustar -cf - * | head -c 900 | gzip",
            message: "its archive is cut short"),
        Case(name: "what is no archive", pack: "echo hello", message: "its archive is damaged"),
        Case(
            name: "something behind the archive", pack: "tar --format=ustar -cf - * | gzip; echo more",
            message: "its archive is damaged"),
        Case(
            name: "extended headers", pack: "tar --format=pax -cf - * | gzip",
            message: "a library has nothing but files"),
        Case(name: "no manifest", files: "rm moondock.lua", message: "it has no moondock.lua"),
        Case(
            name: "a manifest that computes",
            files: "echo 'return { name = \"evil/\" .. \"kit\", version = \"1.0.0\" }' >moondock.lua",
            message: "only constants are allowed here"),
        Case(
            name: "another version", files: "sed -i s/1.0.0/9.0.0/ moondock.lua",
            message: "says in its own manifest that it is 9.0.0"),
        Case(
            name: "a name of Moondock's", files: "sed -i s,evil/kit,moondock/text, moondock.lua",
            message: "calls itself moondock/text"),
        Case(
            name: "a grant for everything",
            files: "sed -i 's/version/needs = { [\"http *\"] = \"all\" }, version/' moondock.lua",
            message: "'http *' is no grant"),
    ]

    @Test func allAreRejected() async throws {
        try await RegistryFixture.with { registry in
            let client = RegistryClient(registry: registry.address)
            for (number, hostile) in Self.cases.enumerated() {
                let layer = try await packed(hostile)
                let repository = "evil/kit-\(number)"
                try await push(layer, to: repository, client)
                let message = await refusal(of: "\(registry.address)/\(repository)")
                #expect(message?.contains(hostile.message) == true, "\(hostile.name): \(message ?? "was taken")")
            }
        }
    }

    @Test func otherArtifactsAreNamed() async throws {
        try await RegistryFixture.with { registry in
            let client = RegistryClient(registry: registry.address)
            let layer = try await packed(Case(name: "", message: ""))
            for (number, (config, media, layers, message)) in [
                ("application/vnd.oci.image.config.v1+json", LibraryArtifact.layerType, 1, "but a container image"),
                (
                    LibraryArtifact.configType, "application/vnd.oci.image.layer.v1.tar+gzip", 1,
                    "is no library of Moondock"
                ),
                (LibraryArtifact.configType, LibraryArtifact.layerType, 2, "is no library of Moondock"),
                (
                    "application/vnd.helm.config.v1+json", LibraryArtifact.layerType, 1,
                    "an artifact of type application/vnd.helm"
                ),
            ].enumerated() {
                let repository = "other/kit-\(number)"
                try await push(layer, to: repository, client, config: config, media: media, layers: layers)
                let refused = await refusal(of: "\(registry.address)/\(repository)")
                #expect(refused?.contains(message) == true, "\(refused ?? "was taken")")
            }
        }
    }

    private func push(
        _ layer: [UInt8], to repository: String, _ client: RegistryClient,
        config type: String = LibraryArtifact.configType,
        media: String = LibraryArtifact.layerType, layers: Int = 1
    ) async throws {
        let config = Array("{}".utf8)
        try await client.push(layer, to: repository)
        try await client.push(config, to: repository)
        let manifest = ImageManifest(
            artifactType: type.contains("helm") ? nil : LibraryArtifact.artifactType,
            config: ContentDescriptor(mediaType: type, content: config),
            layers: Array(repeating: ContentDescriptor(mediaType: media, content: layer), count: layers))
        try await client.push(try StoredManifest(manifest), as: .tag("1.0.0"), to: repository)
    }

    private func refusal(of name: String) async -> String? {
        do {
            _ = try await RegistryRepository(name).fetch(LibraryVersion(1, 0, 0))
            return nil
        } catch let error as ManifestError {
            return error.problems.map(\.message).joined()
        } catch {
            return "\(error)"
        }
    }

    private func packed(_ hostile: Case) async throws -> [UInt8] {
        try await TemporaryDirectory.with { directory in
            let script = "cd '\(directory.path)'\n\(Self.manifest)\n\(hostile.files)\n\(hostile.pack)"
            return try await run(
                .name("bash"), arguments: ["-c", script], input: .none, output: .bytes(limit: 64 << 20),
                error: .discarded
            ).standardOutput
        }
    }
}
