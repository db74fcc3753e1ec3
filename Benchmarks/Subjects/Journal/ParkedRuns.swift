import Foundation
import Journal
import SQLiteJournal

/// What 10,000 runs that wait cost: room on disk, and time for the one that goes on.
struct ParkedRuns: Benchmark {
    let name = "journal.parked"
    let summary = "10,000 parked runs: disk for each, resuming the newest beside a fresh start of its recipe"
    static let count = 10_000
    private static let ask = "wait_for_approval \"Go on?\"\nlog(\"went on\")\n"
    private static let fresh = "sleep(0)\nlog(\"went on\")\n"

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let project = try suite.project(Self.ask, named: "ask.lua")
        try Self.fresh.write(
            to: project.appendingPathComponent("fresh.lua"), atomically: false, encoding: .utf8)
        let state = project.appendingPathComponent(".moondock")
        // The first one is parked by the program; the others are its like.
        try await park(moondock, in: project, suite)
        let empty = try size(of: state)
        let count = suite.amount(Self.count)
        try await multiply(count, in: state)
        let full = try size(of: state)
        var resumed: [Double] = []
        var started: [Double] = []
        var lists: [Double] = []
        for _ in 0..<suite.runs(21) {
            try await park(moondock, in: project, suite)
            _ = try await MeasuredProcess.run([moondock, "approve", "last"], in: suite, folder: project)
            resumed.append(
                try await MeasuredProcess.run([moondock, "resume", "last"], in: suite, folder: project).wall)
            started.append(
                try await MeasuredProcess.run([moondock, "run", "fresh.lua"], in: suite, folder: project).wall)
            lists.append(try await MeasuredProcess.run([moondock, "runs"], in: suite, folder: project).wall)
        }
        return [
            Figure("disk for each parked run", .bytes, [Double(full - empty) / Double(count)]),
            Figure("resuming the newest", .seconds, resumed, floor: ("a fresh start beside them", started)),
            Figure("moondock runs", .seconds, lists, floor: ("a fresh start beside them", started)),
        ]
    }

    /// Runs the recipe until it parks, which the program says with an exit code of its own.
    private func park(_ moondock: String, in project: URL, _ suite: Suite) async throws {
        let script = "\"$0\" run ask.lua; test $? = 3"
        _ = try await MeasuredProcess.run(["sh", "-c", script, moondock], in: suite, folder: project)
    }

    private func multiply(_ count: Int, in state: URL) async throws {
        let store = try SQLiteRunStore(directory: state)
        defer { try? store.close() }
        let model = try await store.find("last")
        let events = try await store.events(of: model.id).map(\.event)
        guard let request = try await store.approvals(of: model.id).first?.request else {
            throw FloorFailure("parking a run", "it asks nobody")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let lease = try await store.create(
                        model.definition, id: RunID("\(model.id)-\(number)"), owner: "benchmarks")
                    try await store.append(events, under: lease)
                    _ = try await store.open(request, under: lease)
                    try await store.release(
                        lease, status: .parked, summary: model.summary,
                        wake: WakeCondition(at: nil, approvals: [request.path]))
                }
                if number % 64 == 63 { try await group.waitForAll() }
            }
            try await group.waitForAll()
        }
    }

    private func size(of folder: URL) throws -> Int64 {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.fileSizeKey])
        return try files.filter { $0.lastPathComponent == "journal.sqlite" }.reduce(0) {
            try $0 + Int64($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
        }
    }
}
