import Foundation
import GRDB
import JournalTestSupport
import PowerLoss
import Testing

@testable import Journal
@testable import SQLiteJournal

/// The power fails at each write and each sync, and the disk has lost any of what was not synced, in parts of sectors.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PowerLossTests {
    private static let isInstalled = pl_install() == 0

    @Test func whatWasAcknowledgedIsNeverLost() async throws {
        try #require(Self.isInstalled)
        let total = try await Trial().operations
        #expect(total > 100, "\(total) operations")
        // What the disk has lost is drawn anew for each; `make crash` draws twice.
        let isWhole = ProcessInfo.processInfo.environment["MOONDOCK_TEST_STRIDE"] == "1"
        for operation in 1...total {
            for seed in [UInt64(operation), UInt64(operation) &* 7919].prefix(isWhole ? 2 : 1) {
                let trial = try await Trial(PL_POWER_LOSS, at: operation, seed: seed)
                let left = try await trial.eventsAfter()
                #expect(left.isWhole, "operation \(operation), seed \(seed)")
                #expect(
                    left.count >= trial.acknowledged,
                    "operation \(operation), seed \(seed): \(left.count) of \(trial.acknowledged) events are left")
                #expect(left.isPrefix, "operation \(operation), seed \(seed)")
            }
        }
    }

    /// The trial is worth something only if it finds a store that does not sync.
    @Test func aStoreThatDoesNotSyncIsFoundOut() async throws {
        try #require(Self.isInstalled)
        let total = try await Trial(isSynced: false).operations
        var losses = 0
        for operation in 1...total {
            let trial = try await Trial(PL_POWER_LOSS, at: operation, seed: UInt64(operation), isSynced: false)
            if try await trial.eventsAfter().count < trial.acknowledged { losses += 1 }
        }
        #expect(losses > 0)
    }

    @Test func aDiskThatFailsTakesNothingAway() async throws {
        try #require(Self.isInstalled)
        let total = try await Trial().operations
        for event in [PL_SYNC_FAILS, PL_DISK_FULL] {
            for operation in stride(from: 1, through: total, by: 3) {
                let trial = try await Trial(event, at: operation)
                let left = try await trial.eventsNow()
                #expect(left.isWhole && left.isPrefix, "\(event) at \(operation)")
                #expect(
                    left.count >= trial.acknowledged, "\(event) at \(operation): \(left.count) of \(trial.acknowledged)"
                )
            }
        }
    }
}

/// One journal that is written to while something happens to its disk.
private final class Trial {
    struct Left {
        let count: Int64
        let isPrefix: Bool
        let isWhole: Bool
    }

    private let folder: URL
    private let after: URL
    private let count = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
    private(set) var operations: Int64 = 0
    private(set) var acknowledged: Int64 = 0

    private static let appends = 24

    init(
        _ event: pl_event = PL_COUNT, at operation: Int64 = 0, seed: UInt64 = 0, isSynced: Bool = true
    ) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("power-\(UUID().uuidString)")
        (folder, after) = (root.appendingPathComponent("now"), root.appendingPathComponent("after"))
        for folder in [folder, after] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        count.initialize(to: 0)
        after.path.withCString { target in
            var plan = pl_plan(event: Int32(event.rawValue), operation: operation, seed: seed, target: target)
            pl_watch(folder.path, &plan, count)
        }
        do {
            try await write(isSynced: isSynced)
        } catch {
            // The disk failed, as it was to: what was acknowledged counts.
        }
        var hasHappened = false
        var then: Int64 = 0
        let now = count.pointee
        operations = pl_end(&hasHappened, &then)
        acknowledged = event == PL_POWER_LOSS ? then : now
    }

    deinit {
        count.deallocate()
        try? FileManager.default.removeItem(at: folder.deletingLastPathComponent())
    }

    private func write(isSynced: Bool) async throws {
        let store = try SQLiteRunStore(directory: folder)
        defer { try? store.close() }
        try await store.writer.inTurn(for: .commit) { db, _ in
            if !isSynced { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
            // Checkpoints come often, so that the database itself is written to while it is watched.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 12")
        }
        let lease = try await store.create(RunDefinition.sample(), id: RunID("power"), owner: "ada")
        for step in 1...Self.appends {
            try await store.append([.started("\(step)"), .finished("\(step)")], under: lease)
            count.pointee = Int64(2 * step)
        }
    }

    /// What a machine finds that starts after the power failure.
    func eventsAfter() async throws -> Left { try await Self.read(after) }

    /// What a process finds that opens the journal next.
    func eventsNow() async throws -> Left { try await Self.read(folder) }

    private static func read(_ folder: URL) async throws -> Left {
        let store = try SQLiteRunStore(directory: folder)
        defer { try? store.close() }
        let isWhole = try await store.isIntact()
        guard let run = try? await store.find("power") else { return Left(count: 0, isPrefix: true, isWhole: isWhole) }
        let events = try await store.events(of: run.id)
        let isPrefix = zip(0..., events).allSatisfy { index, stored in
            stored.id == index + 1 && stored.event.path == "\(index / 2 + 1)"
                && stored.event.kind == (index % 2 == 0 ? .started : .finished)
        }
        return Left(count: Int64(events.count), isPrefix: isPrefix, isWhole: isWhole)
    }
}
