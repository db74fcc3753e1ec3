internal import WorkerProtocol

/// The recorded ends that are still to be taken, and who waits for them.
struct RecordedEnds {
    private var ends: [RecordedEnd] = []
    private var taken = 0
    private var waiting: [String: Int] = [:]

    /// Adds ends.
    /// - Parameter waiting: the steps that are waited for, each with its branch.
    mutating func add(_ more: [RecordedEnd], waiting steps: [(String, Int)]) {
        ends.removeFirst(taken)
        taken = 0
        ends += more
        waiting = Dictionary(steps) { first, _ in first }
    }

    /// Notes that a branch waits for a step.
    mutating func wait(_ branch: Int, for path: String) {
        if taken < ends.count { waiting[path] = branch }
    }

    /// Takes the next end if somebody waits for it.
    mutating func next() -> (RecordedEnd, branch: Int)? {
        guard taken < ends.count, let branch = waiting.removeValue(forKey: ends[taken].path) else { return nil }
        defer { taken += 1 }
        return (ends[taken], branch)
    }
}
