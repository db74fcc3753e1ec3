import Foundation
import Journal
import MemoryJournal
import SQLiteJournal
import Testing

/// A kind of store. All tests of this target are run with each: whatever passes them can be used for any other.
struct StoreKind: Sendable, CustomTestStringConvertible {
    /// Opens one journal, as one more process that uses it.
    typealias Opener = @Sendable () throws -> any RunStore

    let testDescription: String
    /// Begins an empty journal.
    let journal: @Sendable () -> Opener

    /// A further store is a line here.
    static let all = [
        StoreKind(testDescription: "memory") {
            let first = MemoryRunStore()
            return { MemoryRunStore(sharing: first) }
        },
        StoreKind(testDescription: "SQLite") {
            let folder = Folder()
            return { try SQLiteRunStore(directory: folder.url) }
        },
    ]
}

/// A folder that goes when nobody needs it any more.
private final class Folder: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }
}
