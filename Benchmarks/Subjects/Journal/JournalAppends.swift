import Foundation
import Journal

/// Durable steps one after the other, the journal alone.
struct JournalAppends: Benchmark {
    let name = "journal.sequential"
    let summary = "steps recorded one after the other, each on disk before the next"
    let peers = [
        Peer("DBOS on SQLite, whole steps:", "541 – 574 /s", ratio: "0.11"),
        Peer("DBOS on PostgreSQL 15, whole steps:", "346 – 382 /s", ratio: "0.07"),
    ]
    static let steps = 1_000

    func measure(in suite: Suite) async throws -> [Figure] {
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(7) {
            let folder = try suite.folder("journal")
            let trial = try await JournalTrial(in: folder)
            ours.append(try await trial.sequentialRate(steps: suite.amount(Self.steps)))
            try trial.store.close()
            floors += try await suite.commits(suite.amount(Self.steps))
        }
        return [Figure("steps", .perSecond, ours, floor: (Suite.commitsName, floors))]
    }
}

/// Durable steps of many branches, which share commits.
struct ConcurrentAppends: Benchmark {
    let name = "journal.concurrent"
    let summary = "steps recorded by 64 branches at once, each on disk before the branch goes on"
    static let branches = 64
    static let steps = 100

    func measure(in suite: Suite) async throws -> [Figure] {
        var ours: [Double] = []
        var floors: [Double] = []
        for _ in 0..<suite.runs(7) {
            let trial = try await JournalTrial(in: try suite.folder("journal"))
            ours.append(try await trial.concurrentRate(branches: Self.branches, steps: suite.amount(Self.steps)))
            try trial.store.close()
            floors += try await suite.commits(suite.amount(1_000))
        }
        return [Figure("steps", .perSecond, ours, floor: (Suite.commitsName, floors))]
    }
}

extension Suite {
    static let commitsName = "SQLite in C, insert and commit"

    /// Commits of 300 bytes a second, one after the other, through SQLite alone on the same disk.
    func commits(_ count: Int) async throws -> [Double] {
        let path = try folder("floor").appendingPathComponent("floor.sqlite").path
        return try await floors.numbers(floors.sqliteCommits, path, "\(count)")
    }
}
