public import Foundation
import GRDB
import Synchronization

/// Runs in an SQLite database beside the project.
///
/// One process at a time writes or checkpoints: each write transaction holds a file lock that all processes share.
/// SQLite before 3.51.3 can damage a database when one connection checkpoints while another commits
/// (https://sqlite.org/wal.html#walresetbug), and a lock queues writers fairly where SQLite's busy handler sleeps.
public final class SQLiteRunStore: RunStore {
    /// The folder that holds the journal.
    public let directory: URL
    let database: DatabaseQueue
    let lock: FileRangeLock
    /// The fences of the leases this store holds, by row; 0 while one is being taken.
    let held = Mutex<[Int64: Int64]>([:])
    private let commits: GroupCommit

    /// Opens the journal in a folder, and makes both where they are missing.
    /// - Throws: `JournalError.unusable`, or `.notDurable` when commits would not be synced.
    public init(directory: URL) throws {
        self.directory = directory
        let path = directory.appendingPathComponent("journal.sqlite").path
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let lock = try FileRangeLock(path: directory.appendingPathComponent("journal.lock").path)
            try lock.lock(0)
            defer { lock.unlock(0) }
            database = try DatabaseQueue(path: path, configuration: Self.configuration)
            self.lock = lock
            try Self.checkDurability(of: database)
            let migrator = JournalSchema.migrator
            let isCurrent = try database.read { try migrator.hasCompletedMigrations($0) }
            if !isCurrent { try migrator.migrate(database) }
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw JournalError.unusable(path: path, reason: error.message ?? error.description)
        } catch {
            throw JournalError.unusable(path: path, reason: error.localizedDescription)
        }
        let (database, lock) = (database, lock)
        commits = GroupCommit { batch in try await Self.write(database, lock) { db in try Self.insert(batch, db) } }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "journal"
        configuration.prepareDatabase { db in
            // A queue in GRDB's default journal mode leaves these alone; a pool would lower `synchronous` again.
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                    PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF;
                    """)
        }
        return configuration
    }

    private static func checkDurability(of database: DatabaseQueue) throws {
        try database.inDatabase { db in
            let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
            guard synchronous == 2, mode == "wal" else {
                throw JournalError.notDurable("synchronous is \(synchronous ?? -1), journal_mode \(mode ?? "unknown")")
            }
        }
    }

    /// Runs a write transaction in the turn of this process.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await Self.write(database, lock, body)
    }

    private static func write<T: Sendable>(
        _ database: DatabaseQueue, _ lock: FileRangeLock, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        try await database.writeWithoutTransaction { db in
            try lock.lock(0)
            defer { lock.unlock(0) }
            var result: T?
            try db.inTransaction(.immediate) {
                result = try body(db)
                return .commit
            }
            guard let result else {
                throw JournalError.unusable(path: "journal", reason: "the transaction rolled back")
            }
            return result
        }
    }

    /// Adds events; see `RunStore.append`.
    public func append(_ events: [EventRecord], under lease: RunLease) async throws {
        try await commits.append(events, under: lease)
    }

    /// Whether the database is free of damage, as SQLite's own check tells. It reads the whole file.
    public func isIntact() async throws -> Bool {
        try await database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") == ["ok"] }
    }

    /// Closes the database in the turn of this process, since closing may checkpoint.
    public func close() throws {
        try lock.lock(0)
        defer { lock.unlock(0) }
        try database.close()
    }
}
