internal import CProcesses
internal import Synchronization

/// How many files this process may have open, and how many of them programs may take.
///
/// What else is at work (the journal, connections) is not to find the table full because many programs run at once.
public enum OpenFiles {
    /// How many stay free for everything else.
    private static let reserve = 64
    private static let taken = Mutex(0)

    /// With fewer than so many this process cannot do its work.
    public static let least = 2 * reserve

    /// How many there may be.
    public static var limit: Int { Int(clamping: mdl_file_limit()) }

    /// Allows this process as many as the system lets it have. What a recipe runs is left as it was: there are programs
    /// that cannot count so far.
    public static func raiseLimit() {
        let before = mdl_raise_file_limit()
        inherited.withLock { $0 = before }
    }

    /// How many there might be before.
    static var inheritedLimit: Int64 { inherited.withLock { $0 } ?? mdl_file_limit() }

    private static let inherited = Mutex<Int64?>(nil)

    /// Counts files that a program's start takes.
    /// - Throws: `ProgramError.tooManyFiles` where the others would come short.
    static func take(_ count: Int) throws(ProgramError) {
        let limit = limit
        let isThere = taken.withLock { taken in
            guard taken + count <= limit - reserve else { return false }
            taken += count
            return true
        }
        if !isThere { throw .tooManyFiles(limit: limit) }
    }

    static func giveBack(_ count: Int) { taken.withLock { $0 -= count } }
}
