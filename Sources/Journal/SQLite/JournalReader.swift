import Foundation
import GRDB

/// A connection that only reads the journal. It takes no turn and waits for nobody who writes: what it sees is the last
/// commit. It never checkpoints either, not even when it is closed as the last one.
final class JournalReader: Sendable {
    private let database: DatabaseQueue
    private let path: String
    private let turn: WriteTurn

    init(path: String, turn: WriteTurn) throws {
        (self.path, self.turn) = (path, turn)
        do {
            database = try DatabaseQueue(path: path, configuration: Self.configuration(turn))
        } catch let error as DatabaseError {
            throw JournalError(error, path: path, isWriting: false, turn: turn)
        }
    }

    /// Reads what belongs together.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do {
            return try await database.read(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path, isWriting: false, turn: turn)
        }
    }

    /// Reads before there is anybody to wait.
    func readNow<T>(_ body: (Database) throws -> T) throws -> T { try database.read(body) }

    func close() throws { try database.close() }

    private static func configuration(_ turn: WriteTurn) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "journal reader"
        configuration.busyMode = .callback { tries in
            // Only who recovers or closes the database keeps readers out, for as long as a few syncs take.
            guard tries < mostTries else { return false }
            let isStuck = tries > 0 && tries.isMultiple(of: 50) && TurnHolder(turn.lock.text())?.state == .stopped
            if isStuck, tries >= patience { return false }
            usleep(pause)
            return true
        }
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA trusted_schema = OFF") }
        return configuration
    }

    /// Microseconds between two tries.
    private static let pause: useconds_t = 5_000
    /// Tries before the rest is left to the person: 10 s.
    private static let mostTries = 2_000
    /// Tries that a stopped process is given: half a second.
    private static let patience = 100
}
