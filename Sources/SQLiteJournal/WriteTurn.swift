import Foundation
import Journal

/// The turn to write the journal: byte 0 of the lock file.
///
/// Whoever has it says in the same file who it is and since when, so that others can name a process that keeps it and
/// does not answer instead of waiting for it.
struct WriteTurn: Sendable {
    /// What the turn is taken for, which shows how long others wait for it.
    enum Purpose: String, Sendable {
        case commit
        case upkeep

        /// How long one turn may take before it counts as stuck.
        var maximumWait: Duration { self == .commit ? .seconds(15) : .seconds(900) }
    }

    let lock: FileRangeLock

    /// A stopped process is not waited for any longer than it takes to see that it was no passing thing.
    private static let timeout = Duration.seconds(2)
    /// The maximum pause between two looks, in microseconds.
    private static let maximumPause: useconds_t = 4_000

    /// Takes the turn.
    /// - Throws: `JournalError.turnIsHeld` where whoever has it does not give it back.
    func take(for purpose: Purpose = .commit) throws {
        if !lock.tryLock(0) { try wait() }
        lock.write(TurnNote(purpose: purpose).text)
    }

    /// Gives it back.
    func give() { lock.unlock(0) }

    private func wait() throws {
        var pause: useconds_t = 50
        var note: TurnNote?
        var since = ContinuousClock.now
        var lookAt = since + .milliseconds(100)
        while true {
            usleep(pause)
            pause = min(pause * 2, Self.maximumPause)
            if lock.tryLock(0) { return }
            guard ContinuousClock.now >= lookAt else { continue }
            lookAt = ContinuousClock.now + .milliseconds(100)
            let current = TurnNote(lock.text())
            if current != note { (note, since) = (current, .now) }
            let limit = current?.holder.state == .stopped ? Self.timeout : (current?.purpose ?? .commit).maximumWait
            if ContinuousClock.now - since > limit { throw JournalError.turnIsHeld(current?.holder) }
        }
    }
}

/// What whoever has the turn says in the lock file.
struct TurnNote: Hashable {
    let holder: TurnHolder
    let purpose: WriteTurn.Purpose

    /// This process, from now on.
    init(purpose: WriteTurn.Purpose) {
        holder = TurnHolder(process: getpid(), start: ProcessState.ownStart, since: .now)
        self.purpose = purpose
    }

    /// Reads what a process wrote.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, let process = Int32(words[0]), let start = UInt64(words[1]),
            let since = Int64(words[2]), let purpose = WriteTurn.Purpose(rawValue: String(words[3]))
        else { return nil }
        holder = TurnHolder(process: process, start: start, since: Timestamp(milliseconds: since))
        self.purpose = purpose
    }

    /// What it writes, always as long.
    var text: String {
        "\(holder.process) \(holder.start) \(holder.since.milliseconds) \(purpose.rawValue)".padding(
            toLength: FileRangeLock.textLength, withPad: " ", startingAt: 0)
    }
}
