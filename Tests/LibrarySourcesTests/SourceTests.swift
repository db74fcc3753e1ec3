import ContainerRegistry
import DockerEngineTestSupport
import Foundation
import LuaSyntax
import RecipeLibraries
import Subprocess
import Testing

@testable import LibrarySources

/// The same files, however they come.
@Suite(.timeLimit(.minutes(10))) struct SourceTests {
    @Test func theHashIsTheSameByPathGitRegistryAndVendor() async throws {
        try await RegistryFixture.with { registry in
            try await TemporaryDirectory.with { directory in
                let manifest = "return { name = \"acme/kit\", version = \"1.2.0\" }\r\n"
                try directory.write("kit/moondock.lua", manifest)
                try directory.write("kit/lib/init.lua", "return {}\n")
                try directory.write("kit/docs/größe.md", "# Größe\n")
                try directory.write("kit/data/all.bin", Data((0...255).map { UInt8($0) }))
                try directory.write("kit/.gitattributes", "* text=auto eol=crlf\n*.md export-subst\n")
                try directory.write("kit/README.md", "$Format:%H$\n")
                let folder = URL(fileURLWithPath: directory.appending("kit"))
                let script = """
                    cd '\(folder.path)'; export GIT_CONFIG_GLOBAL=/dev/null
                    git init -q; git add -A
                    git -c user.name=D -c user.email=d@example.org commit -qm one
                    git -c user.name=D -c user.email=d@example.org tag -a -m one v1.2.0
                    """
                _ = try await run(
                    .name("bash"), arguments: ["-c", script], output: .discarded, error: .discarded)
                let cache = URL(fileURLWithPath: directory.appending("cache"))
                let version = LibraryVersion(1, 2, 0)
                let git = try await GitRepository("file://\(folder.path)", cache: cache).fetch(version)

                let name = "\(registry.address)/acme/kit"
                let repository = RegistryRepository(name)
                _ = try await repository.publish(git.tree, git.manifest, signature: nil, revision: nil)
                let artifact = try await repository.fetch(version)
                #expect(try await repository.versions() == [version])

                let vendor = VendorFolder(of: URL(fileURLWithPath: directory.appending("shop")))
                try vendor.copy(of: "acme/kit@1.2.0").write(git.tree)
                #expect(vendor.ids == ["acme/kit@1.2.0"])
                let kept = try LibraryFolder.files(in: vendor.copy(of: "acme/kit@1.2.0").folder)

                #expect(artifact.tree == git.tree)
                #expect(TreeHash(of: kept) == git.tree.hash)
                // Git normalised the one text file with CRLF when it was committed; the folder has it as it was written.
                var files = try LibraryFolder.files(in: folder)
                files["moondock.lua"] = Array(manifest.replacing("\r\n", with: "\n").utf8)
                #expect(TreeHash(of: files) == git.tree.hash)
                #expect(vendor.copy(of: "acme/kit@1.2.0").faults(against: artifact.tree.hash).isEmpty)
            }
        }
    }

    @Test func aByteFlippedAnywhereIsFoundAndNamed() throws {
        let tree = try LibraryTree(files: [
            "moondock.lua": Array("return {}".utf8), "lib/init.lua": Array("return 1".utf8), "data/x": [0, 1, 2],
        ])
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("copy-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = LibraryCopy(folder: folder.appendingPathComponent("it"))
        try copy.write(tree)
        #expect(copy.faults(against: tree.hash).isEmpty)
        for (path, bytes) in tree.files {
            let file = copy.folder.appendingPathComponent(path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 0x20
                try Data(changed).write(to: file)
                #expect(copy.faults(against: tree.hash) == ["\(path) was changed"])
            }
            try Data(bytes).write(to: file)
        }
        try Data("x".utf8).write(to: copy.folder.appendingPathComponent("lib/more.lua"))
        #expect(copy.faults(against: tree.hash) == ["lib/more.lua does not belong there"])
    }

    @Test func aVersionIsNeverOverwritten() async throws {
        try await RegistryFixture.with { registry in
            let repository = RegistryRepository("\(registry.address)/acme/kit")
            let manifest = try LibraryManifest(
                LuaSource(name: "moondock.lua", text: "return { name = \"acme/kit\", version = \"1.0.0\" }"))
            let tree = try LibraryTree(files: ["moondock.lua": []])
            _ = try await repository.publish(tree, manifest, signature: nil, revision: nil)
            let error = await #expect(throws: LibrarySourceError.self) {
                try await repository.publish(tree, manifest, signature: nil, revision: nil)
            }
            #expect(error?.description.contains("has a version 1.0.0 already") == true)
            #expect(try await RegistryRepository("\(registry.address)/no/such").versions().isEmpty)
        }
    }

    @Test func signaturesAreOfNameVersionAndFiles() async throws {
        try await TemporaryDirectory.with { directory in
            let key = directory.appending("key")
            _ = try await run(
                .name("ssh-keygen"), arguments: ["-q", "-t", "ed25519", "-N", "", "-f", key], output: .discarded)
            let tree = try LibraryTree(files: ["a": [1]]).hash
            let version = LibraryVersion(1, 0, 0)
            let signature = try await LibrarySignature.sign("acme/kit", version, tree, key: key)
            let signer = try #require(try await signature.signer(of: "acme/kit", version, tree))
            #expect(signer.hasPrefix("ED25519 SHA256:"))
            #expect(LibrarySignature(signature.text) == signature)
            #expect(try await signature.signer(of: "acme/kid", version, tree) == nil)
            #expect(try await signature.signer(of: "acme/kit", LibraryVersion(1, 0, 1), tree) == nil)
            #expect(try await signature.signer(of: "acme/kit", version, try LibraryTree(files: ["a": [2]]).hash) == nil)
            #expect(LibrarySignature("bm90IG9uZQ==") == nil)
            var damaged = Array(try #require(Data(base64Encoded: signature.text)))
            damaged[damaged.count - 9] ^= 1
            let text = Data(damaged).base64EncodedString()
            #expect(try await LibrarySignature(text)?.signer(of: "acme/kit", version, tree) == nil)
            // A signature for something else than libraries.
            let other = try await run(
                .name("ssh-keygen"), arguments: ["-Y", "sign", "-q", "-n", "file", "-f", key],
                input: .string(LibrarySignature.statement("acme/kit", version, tree)), output: .string(limit: 1 << 16),
                error: .discarded)
            let foreign = other.standardOutput.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
            #expect(try await LibrarySignature(foreign)?.signer(of: "acme/kit", version, tree) == nil)
        }
    }
}
