import Foundation
import Journal
import Testing

/// What people do after a death besides carrying on: they cancel, mend what failed, begin anew from a step, begin
/// another run; or it was the worker that died, or the time was up meanwhile.
///
/// `MOONDOCK_TEST_STRIDE` says how far the points are apart at which a process dies; `make crash` takes all of them.
@Suite(.timeLimit(.minutes(120))) struct AftermathSweepTests {
    private static let stride = Int(ProcessInfo.processInfo.environment["MOONDOCK_TEST_STRIDE"] ?? "") ?? 9

    @Test(arguments: CrashRecipe.allCases)
    func aCancelTakesBackWhatWasBegun(_ recipe: CrashRecipe) async throws {
        try await sweep(recipe) { trial, point, whole in
            let outcome = try await trial.run(until: point)
            // Every third cancel is killed as well.
            if point % 3 == 0 { _ = try await trial.process("cancel", dyingAt: 1 + point * 5 % 23) }
            let last = try await trial.process("cancel")
            // Nothing to cancel where it died before it was recorded, or had come to its end.
            guard last.code == 0 || last.code == 2 else {
                return ["the cancel ended with \(last.code): \(last.errors)"]
            }
            guard outcome.code != 0 || outcome.wasKilled, try await trial.hasRun() else { return [] }
            return try await CrashWorld(of: trial).faults(cancelledOf: whole)
        }
    }

    @Test(arguments: CrashRecipe.allCases)
    func aRunWhoseFailureWasMendedComesToItsEnd(_ recipe: CrashRecipe) async throws {
        let broken = ["--broken", "web-3"]
        try await sweep(recipe) { trial, point, whole in
            _ = try await trial.run(until: point, broken)
            let failed = try await trial.resume(broken)
            guard failed.code == 1 else { return ["it ended with \(failed.code): \(failed.errors)"] }
            let last = try await trial.resume(dyingAt: point % 3 == 0 ? 1 + point * 7 % 60 : nil)
            guard last.code == 0 || last.code == 2 else { return ["it ended with \(last.code): \(last.errors)"] }
            return try await CrashWorld(of: trial).faults(runningAs: whole)
        }
    }

    @Test(arguments: CrashRecipe.allCases)
    func aRunWhoseWorkerDiedEndsAsIfItHadNot(_ recipe: CrashRecipe) async throws {
        try await sweep(recipe) { trial, point, whole in
            let first = try await trial.run(until: point, ["--worker"])
            guard !first.wasKilled else { return ["the host was killed"] }
            let last = try await trial.resume()
            guard last.code == 0 || last.code == 2 else { return ["it ended with \(last.code): \(last.errors)"] }
            return try await CrashWorld(of: trial).faults(expecting: whole)
        }
    }

    /// A new run that takes over what came before a step dies as well, and is resumed.
    @Test(arguments: CrashRecipe.allCases)
    func aRerunFromAnyStepEndsTheSame(_ recipe: CrashRecipe) async throws {
        let steps = try await steps(of: recipe)
        try await sweep(recipe, points: steps.count, stride: max(1, Self.stride / 2)) { trial, number, whole in
            let first = try await trial.run(until: .max)
            guard first.code == 0 else { return ["it ended with \(first.code): \(first.errors)"] }
            let before = try await CrashWorld(of: trial).effects.count
            let fatal = number % 2 == 0 ? 1 + number * 11 % 70 : nil
            let again = try await trial.process("rerun", dyingAt: fatal, ["--from", steps[number - 1]])
            // Refused by name, for a step that nobody can begin at.
            if again.code == 2 || again.code == 4 {
                return try await CrashWorld(of: trial).effects.count == before
                    ? [] : ["it did something and was rejected"]
            }
            if again.code == 3 { try await trial.answer() }
            let last = again.code == 0 ? again : try await trial.resume()
            guard last.code == 0 || last.code == 2 else {
                return ["from \(steps[number - 1]) it ended with \(last.code): \(last.errors)"]
            }
            return try await CrashWorld(of: trial).faults(runningAs: whole).map { "from \(steps[number - 1]): \($0)" }
        }
    }

    /// A second run takes the environment's lock of one that died, which then goes on when it gets it back.
    @Test(arguments: CrashRecipe.allCases)
    func anEnvironmentsLockIsTakenAndReleased(_ recipe: CrashRecipe) async throws {
        try await sweep(recipe, isLocked: true) { trial, point, whole in
            let first = try await trial.run(until: point)
            guard first.wasKilled, try await trial.hasRun() else { return [] }
            let run = ["--run", try await trial.newestRun()]
            let other = try await trial.process("start")
            // One that was parked has the lock, dead or not.
            guard other.code == 3 || other.code == 4 else {
                return ["the second run ended with \(other.code): \(other.errors)"]
            }
            if other.code == 3 {
                let refused = try await trial.process("resume", run)
                // It may have died when it was done.
                if refused.code == 2 { return [] }
                guard refused.code == 4 else { return ["both went on: \(refused)"] }
                try await trial.answer()
                let second = try await trial.resume()
                guard second.code == 0 else { return ["the second run ended with \(second.code): \(second.errors)"] }
            }
            let isCancelled = point % 2 == 0
            let last = isCancelled ? try await trial.process("cancel", run) : try await trial.resume(run)
            guard last.code == 0 else { return ["the first run ended with \(last.code): \(last.errors)"] }
            let world = try await CrashWorld(of: trial)
            guard world.locks == 0 else { return ["\(world.locks) locks are left over"] }
            return isCancelled ? [] : world.faults(runningAs: whole)
        }
    }

    private static let limited = [
        "main.lua": """
        local function site(host, version)
          docker_run { host = host, name = "site", image = version, replace = true }
        end
        local ok = pcall(with_rollback, "all", function ()
          timeout("250ms", function ()
            site("web-1", "v2")
            parallel({ "web-2", "web-3" }, function (host) site(host, "v2") end)
          end)
        end)
        site("web-4", ok and "in-time" or "late")
        """,
        "environments/test.lua": CrashRecipe.environment, "moondock.lua": "return {}",
    ]

    @Test func aTimeLimitThatPassedMeanwhileTakesBackEverything() async throws {
        let trial = try CrashTrial(files: Self.limited)
        defer { trial.remove() }
        let points = try await trial.process("start").points
        for point in Swift.stride(from: 1, through: points, by: max(1, Self.stride / 2)) {
            let trial = try CrashTrial(files: Self.limited)
            defer { trial.remove() }
            _ = try await trial.process("start", dyingAt: point)
            try await Task.sleep(for: .milliseconds(260))
            let last = try await trial.resume()
            #expect(last.code == 0 || last.code == 2, "died at \(point): \(last)")
            let containers = try await CrashWorld(of: trial).containers
            let inTime = [
                "site web-1": ["v2"], "site web-2": ["v2"], "site web-3": ["v2"], "site web-4": ["in-time"],
            ]
            #expect([inTime, ["site web-4": ["late"]]].contains(containers), "died at \(point)")
        }
    }

    private typealias Aftermath = @Sendable (CrashTrial, Int, CrashWorld) async throws -> [String]

    private func sweep(
        _ recipe: CrashRecipe, points: Int? = nil, stride: Int = stride, isLocked: Bool = false,
        _ aftermath: @escaping Aftermath
    ) async throws {
        var files = try recipe.files()
        if isLocked, let environment = files["environments/test.lua"] {
            files["environments/test.lua"] = environment.replacing(
                "return {", with: "return { deployment_lock = true,", maxReplacements: 1)
        }
        let (project, options) = (files, recipe.options)
        let whole = try await CrashTrial.whole(project, options)
        let last = points ?? whole.points
        // Two at a time: most of the time a process waits for the disk.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for start in 1...2 {
                group.addTask {
                    for point in Swift.stride(from: 1 + (start - 1) * stride, through: last, by: 2 * stride) {
                        let trial = try CrashTrial(files: project, options: options)
                        defer { trial.remove() }
                        let faults = try await aftermath(trial, point, whole.world)
                        #expect(faults.isEmpty, "\(recipe), at \(point) of \(last): \(faults)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func steps(of recipe: CrashRecipe) async throws -> [String] {
        let whole = try await CrashTrial.whole(try recipe.files(), recipe.options)
        return whole.world.events.filter { $0.event.kind == .started }.map(\.event.path)
    }
}
