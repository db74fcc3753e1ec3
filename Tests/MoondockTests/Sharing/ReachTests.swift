import Foundation
import Testing

/// What libraries can do through others is shown, requested and recorded.
@Suite(.timeLimit(.minutes(10))) struct ReachTests {
    private func with(_ body: @Sendable (SampleProject) async throws -> Void) async throws {
        try await SampleProject.with { project in
            try project.write(
                "libraries/a/moondock.lua",
                "return { name = \"acme/a\", version = \"1.0.0\", libraries = { b = { path = \"../b\" } } }\n")
            try project.write(
                "libraries/a/lib/init.lua",
                "local b = require \"b\"\nreturn { go = function(text) return b.put(text) end }\n")
            try project.write(
                "libraries/b/moondock.lua",
                "return { name = \"acme/b\", version = \"2.0.0\", needs = { [\"files.write out/**\"] = \"to note\" } }\n"
            )
            try project.write(
                "libraries/b/lib/init.lua",
                "return { put = function(text) return write_file { \"out/a\", text = text } end }\n")
            try project.write("moondock.lua", "return {\n  libraries = {\n  },\n}\n")
            try project.recipe("require(\"acme.a\").go(\"x\")\n")
            try await body(project)
        }
    }

    private static let gain = "+ acme/a reaches  files.write out/** through acme/b@2.0.0"

    /// Whichever of the two is added first.
    @Test(arguments: [["a", "b"], ["b", "a"]]) func addingShowsAndGrantsIt(_ order: [String]) async throws {
        try await with { project in
            var shown = ""
            for name in order {
                let added = try await project.moondock(with: ["add", "./libraries/\(name)", "--yes"])
                #expect(added.code == 0, "\(added)")
                shown += added.output
            }
            #expect(shown.contains(Self.gain), "\(shown)")
            let manifest = try String(contentsOfFile: project.root + "/moondock.lua", encoding: .utf8)
            #expect(manifest.contains("\"through acme.b\""), "\(manifest)")
            let listed = try await project.moondock(with: ["list"])
            #expect(listed.output.contains("reaches  files.write out/** through acme/b@2.0.0"), "\(listed)")

            let run = try await project.runMain()
            #expect(run.code == 0, "\(run)")
            let said = try await project.moondock(with: ["show", "--json"])
            #expect(said.output.contains("\"through\"") && said.output.contains("acme/a@1.0.0"), "\(said)")
            let tree = try await project.moondock(with: ["show"])
            #expect(tree.output.contains("[acme/b@2.0.0 through acme/a@1.0.0]"), "\(tree)")
        }
    }

    @Test func aProjectCanForbidIt() async throws {
        try await with { project in
            try project.write(
                "moondock.lua",
                """
                return { libraries = {
                  ["acme.a"] = { path = "libraries/a" },
                  ["acme.b"] = { path = "libraries/b", grants = { "files.write out/**" } },
                } }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("does not grant it 'through acme.b'") == true, "\(outcome)")
            #expect(!FileManager.default.fileExists(atPath: project.root + "/out/a"))
            let listed = try await project.moondock(with: ["list"])
            #expect(listed.output.contains("requests through acme.b  to reach:"), "\(listed)")
            #expect(!listed.output.contains("reaches"), "\(listed)")
        }
    }

    @Test func aManifestThatIsChangedKeepsItsMode() async throws {
        try await with { project in
            let file = project.root + "/moondock.lua"
            chmod(file, 0o664)
            let added = try await project.moondock(with: ["add", "./libraries/b", "--yes"])
            #expect(added.code == 0, "\(added)")
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o664)
        }
    }
}
