import Foundation
import GRDB
import Journal
import Synchronization

/// The one connection of this process that writes the journal, opened when there is first something to write.
///
/// One process at a time writes or checkpoints: each write transaction has the turn. SQLite before 3.51.3 can damage a
/// database when one connection checkpoints while another commits (https://sqlite.org/wal.html#walresetbug), and its busy
/// handler cannot tell who is waited for.
final class JournalWriter: Sendable {
    let turn: WriteTurn
    let path: String
    private let opened = Mutex<(database: DatabaseQueue, files: JournalFiles)?>(nil)

    init(path: String, turn: WriteTurn) { (self.path, self.turn) = (path, turn) }

    /// The connection.
    /// - Throws: `JournalError.notDurable` when its commits would not be synced.
    func connection() throws -> (database: DatabaseQueue, files: JournalFiles) {
        try opened.withLock { opened in
            if let opened { return opened }
            let files = JournalFiles(database: path, lock: turn.lock)
            let database = try DatabaseQueue(path: path, configuration: Self.configuration)
            try Self.checkDurability(of: database)
            opened = (database, files)
            return (database, files)
        }
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

    /// Runs a write transaction in the turn of this process. It counts once the files it went to are seen to be there.
    /// - Parameter after: what comes directly after the commit.
    func write<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T, then after: @escaping @Sendable (T) -> Void = { _ in }
    ) async throws -> T {
        try await inTurn(for: .commit) { db, files in
            var result: T?
            try db.inTransaction(.immediate) {
                result = try body(db)
                return .commit
            }
            guard let result else {
                throw JournalError.unusable(path: "journal", reason: "the transaction rolled back")
            }
            try files.check()
            after(result)
            return result
        }
    }

    /// Does something with the connection in the turn of this process.
    func inTurn<T: Sendable>(
        for purpose: WriteTurn.Purpose, _ body: @escaping @Sendable (Database, JournalFiles) throws -> T
    ) async throws -> T {
        do {
            let (database, files) = try connection()
            return try await database.writeWithoutTransaction { [turn] db in
                try turn.take(for: purpose)
                defer { turn.give() }
                return try body(db, files)
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path, isWriting: true, turn: turn)
        }
    }

    /// Closes the connection in the turn of this process, since closing may checkpoint.
    func close() throws {
        try opened.withLock { opened in
            guard let connection = opened else { return }
            try turn.take(for: .upkeep)
            defer { turn.give() }
            try connection.database.close()
            opened = nil
        }
    }
}
