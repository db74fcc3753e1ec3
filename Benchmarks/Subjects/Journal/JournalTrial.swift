import Foundation
import Journal
import SQLiteJournal

/// A run in a journal of its own, whose steps do nothing.
struct JournalTrial: Sendable {
    let store: any RunStore
    private let lease: RunLease

    init(in folder: URL) async throws {
        store = try SQLiteRunStore(directory: folder)
        let bundle = try await store.put(Array("recipe".utf8))
        let definition = RunDefinition(
            recipe: "recipe.lua", environment: nil, parameters: [], bundle: bundle, seed: 0, requester: "benchmarks")
        lease = try await store.create(definition, id: .fresh(), owner: "benchmarks")
    }

    /// Records the end of one step and the beginning of the next in one commit, as a recipe without branches does.
    func append(step: Int, branch: String = "") async throws {
        let now = Timestamp.now
        let options = Array("name=x".utf8)
        let intent = StepIntent(
            primitive: "noop", revision: 1, source: "recipe.lua:12", library: nil, options: options,
            digest: ContentHash(of: options))
        try await store.append(
            [
                EventRecord(kind: .started, path: "\(branch)\(step)", at: now, intent: intent),
                EventRecord(kind: .finished, path: "\(branch)\(step)", at: now, body: [0]),
            ], under: lease)
    }

    /// Commits steps one after the other; how many a second.
    func sequentialRate(steps: Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        for step in 1...steps { try await append(step: step) }
        return Double(steps) / start.duration(to: clock.now).inSeconds
    }

    /// Commits the steps of branches that do not wait for each other; how many a second.
    func concurrentRate(branches: Int, steps: Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for branch in 1...branches {
                group.addTask {
                    for step in 1...steps { try await append(step: step, branch: "1/\(branch)/") }
                }
            }
            try await group.waitForAll()
        }
        return Double(branches * steps) / start.duration(to: clock.now).inSeconds
    }
}
