/// A kind of database. An engine looks at the source before anything is written and answers with a prepared source.
///
/// A new engine (MariaDB, Redis) adds a ``DatabaseSource``, a type with this protocol, one for ``PreparedSource`` and a
/// ``CopyReader``; staging, hashing, publishing, retention and lookup stay as they are. Restoring will start
/// from a ``CopyReader`` too: nothing goes to a server before the copy has been read to its end.
package protocol BackupEngine: Sendable {
    /// Finds the tools, connects, and learns what the server and the database are.
    /// - Throws: `BackupError` of stage `preflight`; nothing that has to be cleaned up is left behind.
    func prepare() async throws -> any PreparedSource
}

/// A source that answered, ready to be copied. What it holds (credentials, connections) goes when it goes.
package protocol PreparedSource: Sendable {
    /// What goes into the manifest about how the copy is made.
    var description: CopyDescription { get }
    /// What the server said.
    var facts: SourceFacts { get }
    /// What distinguishes the server from every other, if it says so.
    var system: String? { get }
    /// Reads a copy to its end, the way this engine checks one.
    var reader: any CopyReader { get }
    /// Writes the copy.
    /// - Throws: `BackupError` of stage `dump`, or what the file system and cancellation throw.
    func dump(into directory: Directory) async throws -> [StoredFile]
    /// Compares what the reader counted with what the source holds.
    /// - Throws: `BackupError` `truncated` or `verify_failed`.
    func compare(_ counts: [String: Int]) async throws
}

/// The engine's own reader for a stored copy; needs no server.
package protocol CopyReader: Sendable {
    /// Reads every byte, and says what is there and how it was checked.
    /// - Parameters:
    ///   - files: the files of the copy, in the order they were written.
    ///   - directory: where they lie; nothing is written there.
    /// - Throws: `BackupError` `truncated` or `verify_failed` of stage `check`.
    func read(_ files: [StoredFile], in directory: Directory) async throws -> Verification
}

/// How a copy is made, for the manifest.
package struct CopyDescription: Sendable, Hashable {
    /// `postgres` or `sqlite`.
    let engine: String
    let database: String
    let format: String
    let compression: String
    let clientVersion: String
}
