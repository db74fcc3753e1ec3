import Foundation

@testable import Journal
@testable import SQLiteJournal

/// A journal in a folder of its own, which goes when the test is over.
final class StoreFixture: Sendable {
    let directory: URL
    let store: SQLiteRunStore

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
        store = try SQLiteRunStore(directory: directory)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    /// A run that this store carries on.
    func run(_ name: String = "261124-030405-test", recipe: String = "release.lua") async throws -> RunLease {
        try await store.create(
            Self.definition(recipe), sources: [1], id: RunID(name), owner: "ada@here, process 1", at: .now, history: [],
            lock: nil)
    }

    static func definition(_ recipe: String = "release.lua") -> RunDefinition {
        RunDefinition(
            recipe: recipe, environment: "production", parameters: [1, 2, 3], bundle: ContentHash(of: [1]), seed: 42,
            requester: "ada")
    }
}

extension EventRecord {
    static func started(_ path: String) -> EventRecord {
        EventRecord(
            kind: .started, path: path, at: Timestamp(milliseconds: 7),
            intent: StepIntent(
                primitive: "work", revision: 2, source: "release.lua:3", library: "acme", options: [9, 8],
                digest: ContentHash(of: [9, 8])))
    }

    static func finished(_ path: String) -> EventRecord {
        EventRecord(kind: .finished, path: path, at: Timestamp(milliseconds: 8), body: [5, 0, 255])
    }
}
