import Foundation
import Testing

/// A state that several people or projects use.
@Suite(.timeLimit(.minutes(10))) struct SharedStateTests {
    private func moondock(
        in folder: String, _ state: String, _ arguments: String..., asUser user: String? = nil
    ) async throws -> CommandOutcome {
        var words = ["-C", folder]
        if let user { words += ["setpriv", "--reuid", user, "--regid", user, "--init-groups"] }
        let environment = ["MOONDOCK_STATE": state, "MOONDOCK_PROGRESS": "", "NO_COLOR": "1"]
        return try await Program.run(
            "/usr/bin/env", words + [ProductBinary.path] + arguments, in: "/", environment: environment
        ) { _ in }.outcome
    }

    private func folder(_ recipe: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shared-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("return {}\n".utf8).write(to: folder.appendingPathComponent("moondock.lua"))
        try Data(recipe.utf8).write(to: folder.appendingPathComponent("a.lua"))
        return folder.path
    }

    @Test func runsOfOtherProjectsAreLeftAlone() async throws {
        let (a, b) = (try folder("sleep \"6s\"\nwrite_file { \"out\", text = \"A\" }\n"), try folder("log \"b\"\n"))
        let state = a + "-state"
        defer { for path in [a, b, state] { try? FileManager.default.removeItem(atPath: path) } }
        let parked = try await moondock(in: a, state, "run", "a.lua", "--json")
        #expect(parked.code == 3, "\(parked)")
        let run = try #require(parked.run)
        // Its time has come as soon as it can be resumed; until then there is nothing to leave alone.
        var all = try await moondock(in: b, state, "resume", "--all")
        while !all.output.contains("left 1 run") { all = try await moondock(in: b, state, "resume", "--all") }
        #expect(all.code == 0 && all.output.contains("of the project in \(a) alone"), "\(all)")
        for arguments in [["resume", run], ["cancel", run], ["rerun", run], ["approve", run, "--resume"]] {
            let outcome = try await Program.run(
                ProductBinary.path, arguments, in: b, environment: ["MOONDOCK_STATE": state]
            ) { _ in }.outcome
            #expect(outcome.code == 4, "\(arguments): \(outcome)")
            #expect(outcome.errors.contains(a) && outcome.errors.contains(b), "\(arguments): \(outcome)")
        }
        let listed = try await moondock(in: b, state, "runs")
        #expect(listed.output.contains("PROJECT") && listed.output.contains(a), "\(listed)")
        #expect(try await moondock(in: b, state, "show", run).output.contains("belongs to the project in \(a)"))
        // What is newest here is not what is newest of all.
        let own = try #require(try await moondock(in: b, state, "run", "a.lua", "--json").run)
        #expect(try await moondock(in: a, state, "resume", "last").code == 0)
        #expect(try await moondock(in: b, state, "show", "last").output.hasPrefix(own))
        #expect(FileManager.default.fileExists(atPath: a + "/out"))
        #expect(!FileManager.default.fileExists(atPath: b + "/out"))
    }

    @Test(.enabled(if: geteuid() == 0)) func aSecondPersonOfTheGroupAnswersAndResumes() async throws {
        let root = try folder("wait_for_approval { \"Go?\", from = { \"daemon\" } }\nsleep(0)\n")
        defer { try? FileManager.default.removeItem(atPath: root) }
        let state = root + "/.moondock"
        chown(root, 0, 1)
        chmod(root, 0o2770)
        let shared = try await moondock(in: root, "", "init", "--shared")
        #expect(shared.code == 0 && shared.output.contains("with the group daemon"), "\(shared)")
        let parked = try await moondock(in: root, state, "run", "a.lua", "--json")
        #expect(parked.code == 3, "\(parked)")
        // Whoever is not in the group sees nothing.
        let stranger = try await moondock(in: root, state, "runs", asUser: "nobody")
        #expect(stranger.code != 0 && stranger.output.isEmpty, "\(stranger)")
        let seen = try await moondock(in: root, state, "show", asUser: "daemon")
        #expect(seen.code == 0 && seen.output.contains("waits for approval by daemon"), "\(seen)")
        let answered = try await moondock(in: root, state, "approve", "last", "--resume", asUser: "daemon")
        #expect(answered.code == 0, "\(answered)")
        let logs = try await moondock(in: root, state, "logs", "last")
        #expect(logs.output.contains("run done"), "\(logs)")
        #expect(try await moondock(in: root, state, "verify", "--run", "last").code == 0)
    }

    @Test(.enabled(if: geteuid() == 0)) func thePrivateStateOfSomebodyElseIsRejected() async throws {
        let root = try folder("sleep(0)\n")
        defer { try? FileManager.default.removeItem(atPath: root) }
        #expect(try await moondock(in: root, "", "run", "a.lua").code == 0)
        chown(root + "/.moondock", 1, 1)
        let refused = try await moondock(in: root, "", "runs")
        #expect(refused.code == 4 && refused.errors.contains("it belongs to daemon"), "\(refused)")
    }

    @Test func aGroupThatIsNotThereIsNamed() async throws {
        let root = try folder("sleep(0)\n")
        defer { try? FileManager.default.removeItem(atPath: root) }
        let outcome = try await moondock(in: root, "", "init", "--shared", "--group", "no-such-group")
        #expect(outcome.code == 2 && outcome.errors.contains("no-such-group"), "\(outcome)")
        #expect(try await moondock(in: root, "", "init", "--group", "daemon").code == 2)
    }
}
