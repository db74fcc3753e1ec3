import Foundation
import JournalTestSupport

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

    /// A run that this store executes.
    func run(_ name: String = "261124-030405-test", recipe: String = "release.lua") async throws -> RunLease {
        try await store.begin(name, recipe: recipe)
    }
}
