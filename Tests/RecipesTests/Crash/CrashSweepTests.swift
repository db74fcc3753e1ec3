import Foundation
import Testing

/// A process that dies at each write of the journal, and at each instant around an effect, one after the other: another
/// process executes the run to the same end.
@Suite(.timeLimit(.minutes(20))) struct CrashSweepTests {
    @Test func theReleaseEndsTheSameWhereverItDied() async throws {
        try await sweep(try CrashRecipe.release(), options: ["--version", "v1.0.0"], secondDeaths: 7)
    }

    @Test func branchesAttemptsUndoApprovalAndLockEndTheSameWhereverTheyDied() async throws {
        try await sweep(CrashRecipe.nestedFiles, secondDeaths: 5)
    }

    /// The sweep is worth something only if it finds a fault that is there.
    @Test func aJournalThatWritesLateIsFoundOut() async throws {
        let whole = try await CrashTrial.whole(CrashRecipe.nestedFiles, [])
        var faults = 0
        for point in 1...whole.points {
            faults += try await Self.faults(
                CrashRecipe.nestedFiles, point, second: nil, whole.world, options: ["--forgetful"]
            ).count
        }
        #expect(faults > 0)
    }

    /// Dies at every point, and is resumed; every so often it dies while it is resumed, too.
    private func sweep(_ files: [String: String], options: [String] = [], secondDeaths: Int) async throws {
        let whole = try await CrashTrial.whole(files, options)
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

    /// What is wrong with the world of a run that died at a point and was resumed.
    private static func faults(
        _ files: [String: String], _ point: Int, second: Int?, _ whole: CrashWorld, options: [String]
    ) async throws -> [String] {
        let trial = try CrashTrial(files: files, options: options)
        defer { trial.remove() }
        let first = try await trial.run(until: point)
        if !first.wasKilled, first.code != 0 { return ["it ended with \(first.code): \(first.errors)"] }
        do {
            let last = try await trial.resume(dyingAt: second)
            guard last.code == 0 || last.code == 2 else { return ["it ended with \(last.code): \(last.errors)"] }
            return try await CrashWorld(of: trial).faults(expecting: whole)
        } catch {
            return ["\(error)"]
        }
    }
}
