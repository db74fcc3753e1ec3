import Foundation
import Testing

/// What `show` says of blocks and branches is what became of them, and no guess from the steps inside.
@Suite(.timeLimit(.minutes(20))) struct ScopeTests {
    private func scopes(_ project: SampleProject) async throws -> [String: [String: Any]] {
        let shown = try await project.moondock("show", "last", "--json")
        let json = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
        let scopes = json?["scopes"] as? [[String: Any]] ?? []
        return Dictionary(uniqueKeysWithValues: scopes.map { ($0["path"] as? String ?? "", $0) })
    }

    private static let recipe = """
        parallel({ "own", "caught", "fine" }, { on_failure = "continue" }, function (name)
          sleep "0s"
          if name == "own" then error("its own fault") end
          if name == "caught" then pcall(fail, "seen to") end
        end)
        """

    @Test func aBranchThatFailsByItselfHasFailedAndOneThatCatchesHasNot() async throws {
        try await SampleProject.with { project in
            try project.recipe(Self.recipe)
            #expect(try await project.moondock("run", "main.lua").code == 0)
            let scopes = try await scopes(project)
            #expect(scopes["1"]?["outcome"] as? String == "done", "\(scopes)")
            #expect(scopes["1/own"]?["outcome"] as? String == "failed")
            #expect((scopes["1/own"]?["failure"] as? String)?.contains("its own fault") == true)
            #expect(scopes["1/caught"]?["outcome"] as? String == "done")
            #expect(scopes["1/fine"]?["outcome"] as? String == "done")
            let lines = try await project.moondock("show", "last").output.split(separator: "\n")
            let own = try #require(lines.first { $0.contains("own") })
            #expect(own.contains("✗") && own.contains("its own fault"), "\(own)")
            let caught = try #require(lines.first { $0.contains("caught") })
            #expect(caught.contains("✓"), "\(caught)")
        }
    }

    @Test func whatABlockRolledBackIsShown() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                pcall(with_rollback, "deploy", function ()
                  on_rollback("one", function () sleep "0s" end)
                  on_rollback("two", function () fail "cannot be undone" end)
                  sleep "0s"
                  fail "broken"
                end)
                """)
            _ = try await project.moondock("run", "main.lua")
            let shown = try await project.moondock("show", "last")
            #expect(shown.output.contains("rolled back 1 step, and could not:"), "\(shown)")
            #expect(shown.output.contains("cannot be undone"))
        }
    }

    /// A branch that is tried again ends anew.
    @Test func aBranchThatIsResumedIsDone() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                parallel({ "a", "b" }, function (name)
                  if name == "b" then run_command { command = { "test", "-e", "there" } } end
                end)
                """)
            #expect(try await project.moondock("run", "main.lua").code == 1)
            #expect(try await scopes(project)["1/b"]?["outcome"] as? String == "failed")
            try project.write("there", "now")
            #expect(try await project.moondock("resume", "last").code == 0)
            let scopes = try await scopes(project)
            #expect(scopes["1/b"]?["outcome"] as? String == "done", "\(scopes)")
            #expect(scopes["1"]?["outcome"] as? String == "done", "\(scopes)")
        }
    }
}
