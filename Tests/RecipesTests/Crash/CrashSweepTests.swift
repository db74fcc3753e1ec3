import Foundation
import Testing

/// A process that dies at each write of the journal, and at each instant around an effect, one after the other: another
/// process carries the run on to the same end.
@Suite(.timeLimit(.minutes(20))) struct CrashSweepTests {
    private static let environment = """
        return {
          hosts = { ["web-1"] = {}, ["web-2"] = {}, ["web-3"] = {}, ["web-4"] = {}, ["jobs-1"] = {} },
        }
        """

    /// Branches inside branches, attempts, undo steps, clean-up, approvals, locks, a command.
    private static let nested = """
        local function site(host, version)
          docker_run { host = host, name = "site", image = version, replace = true }
        end
        lock("site", function ()
          with_rollback("all", function ()
            defer("report", function () run_command { command = { "report" }, safe_to_repeat = true } end)
            parallel {
              pair = function ()
                parallel({ "web-1", "web-2" }, function (host)
                  retry({ times = 2, backoff = "1ms" }, function (attempt)
                    if attempt == 1 then fail "the first attempt" end
                    site(host, "v2")
                  end)
                end)
              end,
              single = function ()
                backup_db { database = { engine = "sqlite", path = "data/shop.sqlite" } }
                site("web-3", "v2")
                sleep "1ms"
              end,
            }
            wait_for_approval { "Go on?", timeout = "1h" }
          end)
          local ok = pcall(with_rollback, "undone", function ()
            on_rollback("by hand", function () run_command { command = { "undo" }, safe_to_repeat = true } end)
            site("web-4", "v3")
            site("web-1", "v3")
            fail "put it back"
          end)
          assert(not ok)
        end)
        """

    /// The sample project's release, as it is shipped.
    private static func release() throws -> [String: String] {
        let recipes = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../recipes").standardizedFileURL
        func text(_ path: String) throws -> String {
            try String(contentsOf: recipes.appendingPathComponent(path), encoding: .utf8)
        }
        return [
            "main.lua": try text("release.lua"), "lib/settings.lua": try text("lib/settings.lua"),
            "environments/test.lua": try text("environments/demo.lua"), "moondock.lua": "return {}",
        ]
    }

    @Test func theReleaseEndsTheSameWhereverItDied() async throws {
        try await sweep(try Self.release(), options: ["--version", "v1.0.0"], secondDeaths: 7)
    }

    @Test func branchesAttemptsUndoApprovalAndLockEndTheSameWhereverTheyDied() async throws {
        let files = ["main.lua": Self.nested, "environments/test.lua": Self.environment, "moondock.lua": "return {}"]
        try await sweep(files, secondDeaths: 5)
    }

    /// The sweep is worth something only if it finds a fault that is there.
    @Test func aJournalThatWritesLateIsFoundOut() async throws {
        let files = ["main.lua": Self.nested, "environments/test.lua": Self.environment, "moondock.lua": "return {}"]
        let whole = try await Self.whole(files, [])
        var faults = 0
        for point in 1...whole.points {
            faults += try await Self.faults(files, point, second: nil, whole.world, options: ["--forgetful"]).count
        }
        #expect(faults > 0)
    }

    /// Dies at every point, and carries on; every so often it dies while it carries on, too.
    private func sweep(_ files: [String: String], options: [String] = [], secondDeaths: Int) async throws {
        let whole = try await Self.whole(files, options)
        #expect(whole.points >= 50, "a sweep of \(whole.points) points")
        // Two at a time: most of the time a process waits for the disk.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 1...2 {
                group.addTask {
                    for point in stride(from: start, through: whole.points, by: 2) {
                        let second = point % secondDeaths == 0 ? 1 + point * 7 % 40 : nil
                        let faults = try await Self.faults(files, point, second: second, whole.world, options: options)
                        #expect(faults.isEmpty, "died at \(point)\(second.map { " and at \($0)" } ?? ""): \(faults)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The run as it is when nothing happens to it.
    private static func whole(
        _ files: [String: String], _ options: [String]
    ) async throws -> (points: Int, world: CrashWorld) {
        let trial = try CrashTrial(files: files, options: options)
        defer { trial.remove() }
        let first = try await trial.process("start")
        #expect(first.code == 3, "it asks: \(first)")
        try await trial.answer()
        let second = try await trial.carryOn()
        #expect(second.code == 0, "\(second)")
        return (first.points + second.points, try await CrashWorld(of: trial))
    }

    /// What is wrong with the world of a run that died at a point and was carried on.
    private static func faults(
        _ files: [String: String], _ point: Int, second: Int?, _ whole: CrashWorld, options: [String]
    ) async throws -> [String] {
        let trial = try CrashTrial(files: files, options: options)
        defer { trial.remove() }
        var left = point
        let first = try await trial.process("start", dyingAt: left)
        if !first.wasKilled {
            // The point lies behind the approval.
            guard first.code == 3 else { return ["it ended with \(first.code): \(first.errors)"] }
            left -= first.points
            try await trial.answer()
            let next = try await trial.process("resume", dyingAt: max(1, left))
            if !next.wasKilled, next.code != 0 { return ["it ended with \(next.code): \(next.errors)"] }
        }
        do {
            let last = try await trial.carryOn(dyingAt: second)
            guard last.code == 0 || last.code == 2 else { return ["it ended with \(last.code): \(last.errors)"] }
            return try await CrashWorld(of: trial).faults(expecting: whole)
        } catch {
            return ["\(error)"]
        }
    }
}
