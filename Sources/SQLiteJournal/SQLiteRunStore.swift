public import Foundation
import GRDB
public import Journal
import Synchronization

/// Runs in an SQLite database beside the project.
///
/// Reading and writing go over connections of their own: what only reads takes no lock and waits for no writer.
public final class SQLiteRunStore: RunStore {
    /// The folder that holds the journal.
    public var directory: URL { state.url }
    let state: StateFolder
    let reader: JournalReader
    let writer: JournalWriter
    let lock: FileRangeLock
    let held = HeldLeases()
    private let commits: GroupCommit

    /// Opens the journal in a folder, and makes both where they are missing.
    /// - Throws: `JournalError.unusable`; `.unsafe` where others can write to the folder; `.laterVersion`;
    ///   `.turnIsHeld` when it has to be made or brought up to date and somebody else keeps the turn.
    public init(directory: URL) throws {
        let path = directory.appendingPathComponent("journal.sqlite").path
        do {
            state = try StateFolder(directory)
            lock = try FileRangeLock(directory.appendingPathComponent("journal.lock"), in: state)
            writer = JournalWriter(path: path, turn: WriteTurn(lock: lock))
            reader = try Self.reader(beside: writer, in: state)
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError(error, path: path, isWriting: false)
        } catch {
            throw JournalError.unusable(path: path, reason: error.systemReason)
        }
        let (writer, held) = (writer, held)
        commits = GroupCommit { batch in
            let insertions = try await writer.write { db in
                try Self.insert(batch, db)
            } then: { insertions in
                for insertion in insertions { held.add(insertion.trail, to: insertion.row) }
            }
            return insertions.map(\.rejection)
        }
    }

    /// Opens the journal for reading, once it is one that this version reads.
    private static func reader(beside writer: JournalWriter, in state: StateFolder) throws -> JournalReader {
        let path = writer.path
        if FileStatus(path) != nil {
            for suffix in ["", "-wal", "-shm"] { state.protect(URL(fileURLWithPath: path + suffix)) }
            if let reader = try? JournalReader(path: path, turn: writer.turn),
                let state = try? reader.readNow(JournalSchema.state)
            {
                if case .later(let version) = state { throw JournalSchema.rejection(of: version, path: path) }
                if state == .current { return reader }
                try reader.close()
            }
        }
        try writer.turn.take(for: .upkeep)
        defer { writer.turn.give() }
        // Before SQLite would, which makes its other files like this one; another process may just have made it.
        if FileStatus(path) == nil { Foundation.close(try state.open(URL(fileURLWithPath: path), O_RDWR | O_EXCL)) }
        let (database, _) = try writer.connection()
        switch try database.read(JournalSchema.state) {
        case .current: break
        case .earlier: try JournalSchema.migrator.migrate(database)
        case .later(let version): throw JournalSchema.rejection(of: version, path: path)
        }
        return try JournalReader(path: path, turn: writer.turn)
    }

    /// Reads what belongs together.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await reader.read(body)
    }

    /// Runs a write transaction in the turn of this process.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T, then after: @escaping @Sendable (T) -> Void = { _ in }
    ) async throws -> T {
        try await writer.write(body, then: after)
    }

    /// What kept the second record of a run from being written, which a journal that went back is found by.
    public var trailFault: String? { held.trailFault }

    /// Adds events; see `RunStore.append`.
    public func append(_ events: [EventRecord], under lease: RunLease) async throws {
        try await commits.append(events, under: lease)
    }

    /// Whether the database is free of damage, as SQLite's own check shows. It reads the whole file.
    public func isIntact() async throws -> Bool {
        try await read { try String.fetchAll($0, sql: "PRAGMA integrity_check") == ["ok"] }
    }

    /// Closes the database; as the last one to use it in the turn of this process, since that checkpoints.
    public func close() throws {
        try reader.close()
        try writer.close()
    }
}
