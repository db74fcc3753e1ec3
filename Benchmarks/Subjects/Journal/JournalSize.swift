import Foundation
import Journal

/// What a step takes on disk.
struct JournalSize: Benchmark {
    let name = "journal.size"
    let summary = "bytes of the closed journal for each step"
    let peers = [Peer("DBOS on SQLite, bytes for each finished step:", "148")]
    static let steps = 5_000

    func measure(in suite: Suite) async throws -> [Figure] {
        let steps = suite.amount(Self.steps)
        let empty = try await size(steps: 0, in: suite)
        let full = try await size(steps: steps, in: suite)
        return [Figure("bytes for each step", .bytes, [Double(full - empty) / Double(steps)])]
    }

    private func size(steps: Int, in suite: Suite) async throws -> Int {
        let folder = try suite.folder("journal")
        let trial = try await JournalTrial(in: folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in 0..<steps { group.addTask { try await trial.append(step: step + 1) } }
            try await group.waitForAll()
        }
        try trial.store.close()
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.fileSizeKey])
        return try files.reduce(0) { try $0 + ($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
    }
}
