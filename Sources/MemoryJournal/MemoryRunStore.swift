public import Journal
import Synchronization

/// Runs in the memory of this process, by the rules of any store; they go with the last store that has them.
///
/// Several stores can share a journal, as several processes do: what one executes, another cannot take until the one
/// has given it up, was closed or is gone.
public final class MemoryRunStore: RunStore {
    let contents: Contents
    let number: Int

    /// Makes an empty journal.
    public convenience init() { self.init(Contents()) }

    /// Opens the journal of another store once more.
    public convenience init(sharing other: MemoryRunStore) { self.init(other.contents) }

    private init(_ contents: Contents) {
        self.contents = contents
        number = contents.tables.withLock { tables in
            tables.storeCount += 1
            return tables.storeCount
        }
    }

    deinit { close() }

    /// Gives up all runs, as the death of a process does.
    public func close() {
        contents.tables.withLock { tables in
            for (row, run) in tables.runs where run.holder == number { tables.runs[row]?.holder = nil }
        }
    }

    /// What stores share.
    final class Contents: Sendable {
        let tables = Mutex(MemoryTables())
    }

    /// Reads or changes what belongs together. What throws has changed nothing.
    func inTurn<T: Sendable>(_ body: (inout MemoryTables) throws -> T) throws -> T {
        try contents.tables.withLock { tables in try body(&tables) }
    }

    /// Nothing can get lost that would be found by it.
    public var trailFault: String? { nil }

    /// Whether the journal is free of damage, as memory is.
    public func isIntact() async throws -> Bool { true }
}
