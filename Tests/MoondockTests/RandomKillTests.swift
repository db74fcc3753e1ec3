import DockerEngine
import DockerEngineTestSupport
import Foundation
import RandomTestSupport
import Testing

/// `kill -9` at moments that nobody chose, on the real engine: after each the world is what it would have been.
///
/// `MOONDOCK_TEST_KILLS` says how often, for each recipe; `make crash` kills some hundred times.
@Suite(.timeLimit(.minutes(90)), .serialized) struct RandomKillTests {
    private static let kills = Int(ProcessInfo.processInfo.environment["MOONDOCK_TEST_KILLS"] ?? "") ?? 10
    private static let seed =
        UInt64(ProcessInfo.processInfo.environment["MOONDOCK_TEST_SEED"] ?? "") ?? UInt64.random(in: 1...1_000_000)

    /// The product's main job.
    private static func release(_ project: SampleProject) -> String {
        """
        local p = recipe { params = { version = { "string" } } }
        local env = environment()
        backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
        local image = docker_build { context = "apps/web", tag = env.site .. ":" .. p.version, args = { VERSION = p.version } }
        local function deploy(host)
          docker_run { host = host, name = env.site, image = image, ports = { "8080:8080" }, replace = true,
            healthy = { http = "/healthz", within = "10m" } }
        end
        local first, others = pick_one { "web-1", "web-2", "web-3" }
        with_rollback("web", function ()
          deploy(first)
          wait_for_approval { "Go on with " .. p.version .. "?" }
          parallel(others, { max = 2 }, deploy)
        end)
        """
    }

    /// Branches inside branches, attempts, an undo, an approval, a lock.
    private static func nested(_ project: SampleProject) -> String {
        """
        local p = recipe { params = { version = { "string" } } }
        local env = environment()
        local function site(host, version)
          docker_run { host = host, name = env.site, image = "\(project.fixture.image)", ports = { "8080:8080" },
            replace = true, stop_timeout = "0s", healthy = { http = "/", within = "10m" },
            command = { "sh", "-c", "echo " .. version .. " > /www/index.html; exec httpd -f -p 8080" } }
        end
        lock("site", function ()
          with_rollback("all", function ()
            parallel {
              pair = function ()
                parallel({ "web-1", "web-2" }, function (host)
                  retry({ times = 2, backoff = "10ms" }, function (attempt)
                    if attempt == 1 and host == "web-2" then fail "the first attempt" end
                    site(host, p.version)
                  end)
                end)
              end,
              single = function ()
                backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
                site("web-3", p.version)
              end,
            }
            wait_for_approval { "Go on with " .. p.version .. "?" }
          end)
          pcall(with_rollback, "undone", function ()
            site("web-4", "never")
            site("web-1", "never")
            fail "put it back"
          end)
        end)
        """
    }

    @Test func aReleaseEndsAsIfNothingHadHappened() async throws {
        try await sweep(Self.release, builds: 1)
    }

    @Test func branchesAttemptsUndoApprovalAndLockEndAsIfNothingHadHappened() async throws {
        try await sweep(Self.nested, builds: 0)
    }

    /// Releases again and again, each time killed once or twice, each time over what the one before left.
    private func sweep(_ recipe: @Sendable (SampleProject) -> String, builds: Int) async throws {
        var random = SeededGenerator(seed: Self.seed)
        // Parts of what a release usually takes; every fourth resume is killed too.
        let moments = (0..<Self.kills).map { _ in
            (
                Double.random(in: 0...1.05, using: &random),
                Int.random(in: 0..<4, using: &random) == 0 ? Double.random(in: 0...0.5, using: &random) : nil
            )
        }
        try await SampleProject.withOwnEngine { project, engine in
            try await project.writeDatabase()
            try project.writeApplication()
            try project.recipe(recipe(project))
            let start = ContinuousClock.now
            #expect(try await project.runMain("--version", "v0", "--approve-all").code == 0)
            var usual = ContinuousClock.now - start
            for (number, parts) in zip(1..., moments) {
                let version = "v\(number)"
                let (moment, second) = (usual * parts.0, parts.1.map { usual * $0 })
                let label: Comment =
                    "seed \(Self.seed), kill \(number) after \(moment)\(second.map { " and after \($0)" } ?? "")"
                let last = try await newestRun(project)
                let begin = ContinuousClock.now
                let killed = try await project.runMain("--version", version, "--approve-all") { command in
                    try await Task.sleep(for: moment)
                    command.send(SIGKILL)
                }
                if killed.code == 0 { usual = min(usual, ContinuousClock.now - begin) }
                try await resume(project, engine, version, killed, from: last, second, label)
                try await check(project, version, backups: number + 1, builds: builds, label)
            }
        }
    }

    /// Resumes until the run is over.
    private func resume(
        _ project: SampleProject, _ engine: PrivateEngine, _ version: String, _ killed: CommandOutcome,
        from last: String,
        _ second: Duration?, _ label: Comment
    ) async throws {
        let newest = try await newestRun(project)
        if newest == last {
            // Killed before there was a run: then nothing may have happened, and it is begun anew.
            #expect(killed.code != 0, label)
            var outcome = try await project.runMain("--version", version, "--approve-all")
            if outcome.code == 1 { outcome = try await project.resumeLast(on: engine, "--approve-all") }
            #expect(outcome.code == 0, "\(label): \(outcome)")
            return
        }
        if try await isDone(project) { return }
        if let second {
            _ = try await project.moondock(with: ["resume", "last", "--approve-all"]) { command in
                try await Task.sleep(for: second)
                command.send(SIGKILL)
            }
            if try await isDone(project) { return }
        }
        let outcome = try await project.resumeLast(on: engine, "--approve-all")
        #expect(outcome.code == 0, "\(label): \(outcome)")
    }

    private func newestRun(_ project: SampleProject) async throws -> String {
        try await project.moondock("runs", "--json").output.firstMatch(of: #/"run":"([^"]+)"/#).map { String($0.1) }
            ?? ""
    }

    private func isDone(_ project: SampleProject) async throws -> Bool {
        try await project.moondock("runs", "--json", "--limit", "1").output.contains("\"status\":\"done\"")
    }

    /// The world is what the recipe says, nothing is left over, and nothing was done twice.
    private func check(
        _ project: SampleProject, _ version: String, backups: Int, builds: Int, _ label: Comment
    ) async throws {
        for host in 1...3 { #expect(try await project.answer(of: host) == version, label) }
        let containers = try await project.containers()
        #expect(containers.keys.sorted() == (1...3).map { project.container(on: $0) }, label)
        #expect(containers.values.allSatisfy { $0.status == .running }, label)
        let made = try FileManager.default.contentsOfDirectory(atPath: project.root + "/backups")
            .filter { !$0.hasPrefix(".lock") }
        #expect(made.count == backups, "\(label): \(made)")
        for folder in made {
            #expect(FileManager.default.fileExists(atPath: "\(project.root)/backups/\(folder)/manifest.json"), label)
        }
        let run = try await newestRun(project)
        let images = try await project.engine.listImages(labels: ["moondock.run=\(run)"])
        #expect(images.count == builds, "\(label): built \(images.count) times")
        let (verdict, _) = try await Program.run(
            "/usr/bin/sqlite3", [".moondock/journal.sqlite", "PRAGMA integrity_check; SELECT count(*) FROM lock"],
            in: project.root, environment: [:]
        ) { _ in }
        #expect(verdict.output == "ok\n0", label)
    }
}
