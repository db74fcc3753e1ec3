import Foundation
import GRDB
import Journal
import Synchronization

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
        let wait = Mutex(ReaderWait())
        configuration.busyMode = .callback { tries in
            // Only who recovers or closes the database keeps readers out, for as long as a few syncs take.
            let goesOn = wait.withLock { wait in
                wait.goesOn(tries) { TurnNote(turn.lock.text())?.holder.state == .stopped }
            }
            if goesOn { usleep(ReaderWait.pause) }
            return goesOn
        }
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA trusted_schema = OFF") }
        return configuration
    }
}

/// How long a reader is kept out. It goes by the clock: on a busy machine a pause is much longer than it was to be.
private struct ReaderWait {
    /// Microseconds between two tries.
    static let pause: useconds_t = 5_000
    /// After this the rest is left to the person.
    private static let maximumWait = Duration.seconds(10)
    /// What a stopped process is given.
    private static let timeout = Duration.milliseconds(500)

    private var start = ContinuousClock.now
    private var look = ContinuousClock.now

    /// Whether to try again.
    /// - Parameter isStopped: whether whoever has the turn is a process that was stopped.
    mutating func goesOn(_ tries: Int, _ isStopped: () -> Bool) -> Bool {
        let now = ContinuousClock.now
        if tries == 0 { (start, look) = (now, now + Self.timeout) }
        guard now < start + Self.maximumWait else { return false }
        guard now >= look else { return true }
        look = now + .milliseconds(200)
        return !isStopped()
    }
}
