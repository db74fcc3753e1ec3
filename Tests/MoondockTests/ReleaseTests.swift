import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// The product's main job: one recipe from backup to the last machine.
@Suite(.timeLimit(.minutes(20))) struct ReleaseTests {
    private static func recipe(_ project: SampleProject) -> String {
        """
        local p = recipe {
          summary = "Release the site",
          params = {
            version = { "string", help = "version to release" },
            probe = { "string", default = "/healthz", help = "the page that tells health" },
          },
        }
        local env = environment()
        backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
        local image = docker_build { context = "apps/web", tag = env.site .. ":" .. p.version, args = { VERSION = p.version } }
        local function deploy(host)
          docker_run {
            host = host, name = env.site, image = image, ports = { "8080:8080" }, replace = true,
            healthy = { http = p.probe, within = "3s" },
          }
        end
        local first, others = pick_one { "web-1", "web-2", "web-3" }
        with_rollback("web", function ()
          deploy(first)
          wait_for_approval { "Go on with " .. p.version .. "?" }
          parallel(others, { max = 2 }, deploy)
        end)
        log("released " .. p.version)
        """
    }

    private static func with(_ body: @Sendable (SampleProject) async throws -> Void) async throws {
        try await SampleProject.with { project in
            try await project.writeDatabase()
            try project.writeApplication()
            try project.recipe(recipe(project))
            try await body(project)
        }
    }

    @Test func aReleaseReachesEveryMachineAndTheNextOneReplacesIt() async throws {
        try await Self.with { project in
            let first = try await project.runMain("--version", "v1", "--approve-all")
            #expect(first.code == 0, "\(first)")
            for host in 1...3 { #expect(try await project.answer(of: host) == "v1") }
            let before = try await project.containers()
            #expect(before.keys.sorted() == (1...3).map { project.container(on: $0) })

            let second = try await project.runMain("--version", "v2", "--approve-all")
            #expect(second.code == 0, "\(second)")
            for host in 1...3 { #expect(try await project.answer(of: host) == "v2") }
            let after = try await project.containers()
            #expect(after.keys.sorted() == before.keys.sorted(), "nothing is left of the first release")
            for (name, container) in after {
                #expect(container.status == .running)
                #expect(container.id != before[name]?.id)
            }
        }
    }

    @Test func theBackupOfAReleaseCanBeRead() async throws {
        try await Self.with { project in
            let outcome = try await project.runMain("--version", "v1", "--approve-all")
            #expect(outcome.code == 0, "\(outcome)")
            let folder = project.root + "/backups"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
            let backup = try #require(names.first)
            #expect(names.count == 1)
            let manifest = try String(contentsOfFile: "\(folder)/\(backup)/manifest.json", encoding: .utf8)
            #expect(manifest.contains("sha256"))
            let (count, _) = try await Program.run(
                "/usr/bin/sqlite3", ["\(folder)/\(backup)/database.sqlite", "SELECT count(*) FROM orders"],
                in: project.root, environment: [:]
            ) { _ in }
            #expect(count.output == "100")
        }
    }

    @Test func whatHappenedCanBeReadAfterwards() async throws {
        try await Self.with { project in
            let outcome = try await project.runMain("--version", "v7", "--approve-all")
            let run = try #require(outcome.run, "\(outcome)")

            let tree = try await project.moondock("show")
            #expect(tree.code == 0)
            #expect(tree.output.contains("\(run)  main.lua for test  done"), "\(tree)")
            for text in ["backup_db shop.sqlite", "docker_build apps/web", "with_rollback web", "web-3"] {
                #expect(tree.output.contains(text), "\(tree)")
            }
            let timed = tree.output.split(separator: "\n").filter { $0.contains("docker_") || $0.contains("backup_db") }
            #expect(timed.count == 5)
            for line in timed { #expect(line.contains(#/\d(\.\d)?(ms|s| ms| s)\b/#), "has a duration: \(line)") }

            let logs = try await project.moondock("logs", run)
            #expect(logs.code == 0)
            #expect(logs.output.contains("building v7"), "the build's output is in the log")
            #expect(logs.output.contains("released v7"))
            let step = try await project.moondock("logs", run, "--step", "2")
            #expect(step.output.contains("building v7"))
            #expect(!step.output.contains("backup_db"))
        }
    }

    @Test func listingsParseAsJSON() async throws {
        try await Self.with { project in
            let outcome = try await project.runMain("--version", "v1", "--approve-all")
            #expect(outcome.code == 0, "\(outcome)")
            let run = try #require(outcome.run, "\(outcome)")
            let list = try await project.moondock("runs", "--json")
            let rows = try list.output.split(separator: "\n").map { try Self.object(String($0)) }
            #expect(rows.map { $0["run"] as? String } == [run])
            #expect(rows.first?["status"] as? String == "done")

            let details = try Self.object(try await project.moondock("show", run, "--json").output)
            let steps = try #require(details["steps"] as? [[String: Any]])
            #expect(steps.compactMap { $0["primitive"] as? String }.filter { $0 == "docker_run" }.count == 3)
            #expect(steps.allSatisfy { $0["outcome"] as? String == "done" && $0["seconds"] is Double })
            let approvals = try #require(details["approvals"] as? [[String: Any]])
            #expect(approvals.first?["channel"] as? String == "flag", "a flag that said yes is recorded as such")
            #expect(approvals.first?["comment"] as? String == "--approve-all")

            let table = try await project.moondock("runs")
            #expect(table.output.contains(run) && table.output.contains("main.lua"))
        }
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func aBrokenHealthCheckStopsBeforeTheApprovalAndPutsTheOldVersionBack() async throws {
        try await Self.with { project in
            let good = try await project.runMain("--version", "v1", "--approve-all")
            #expect(good.code == 0, "\(good)")
            let before = try await project.containers()

            let bad = try await project.runMain("--version", "v2", "--probe", "/nowhere", "--approve-all")
            #expect(bad.code == 1, "\(bad)")
            #expect(!bad.events.contains { $0.isStart(of: "wait_for_approval") })
            let diagnostic = try #require(bad.diagnostic)
            #expect(diagnostic.code == "unhealthy")
            #expect(diagnostic.step == "3/1 on web-1")
            #expect(diagnostic.message.contains("\(project.site) on web-1 did not become healthy within 3 s"))
            #expect(diagnostic.excerpt?.position.chunk == "main.lua")
            #expect(diagnostic.details.contains { $0.contains("last answer") && $0.contains("404") }, "\(diagnostic)")
            #expect(
                diagnostic.details.contains { $0.contains("response:404") }, "the container's own log: \(diagnostic)")

            for host in 1...3 { #expect(try await project.answer(of: host) == "v1") }
            let after = try await project.containers()
            #expect(after.mapValues(\.id) == before.mapValues(\.id), "the old ones, and nothing called .new or .old")
            #expect(after.values.allSatisfy { $0.status == .running })
            #expect(try await project.moondock("show").output.contains("failed"))
        }
    }

    @Test func theMessageOfABrokenHealthCheckCanBeRead() async throws {
        try await SampleProject.with { project in
            try project.recipe(project.runBrokenSite())
            let outcome = try await project.moondock("run", "main.lua", "--env", "test")
            #expect(outcome.code == 1)
            let message = outcome.output + outcome.errors
            for part in [
                "error: docker_run: \(project.site) on web-1 did not become healthy within 2 s", "main.lua:1",
                "last answer: GET http://\(project.address()):8080/healthz answered 404", "last lines of its log:",
                "no database here", "step 1",
            ] { #expect(message.contains(part), "\(outcome)") }
            #expect(try await project.containers().isEmpty)
        }
    }
}
