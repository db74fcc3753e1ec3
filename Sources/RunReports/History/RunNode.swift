public import WorkerProtocol

/// A step, branch or scope of a run, with what lies in it.
public struct RunNode: Hashable, Sendable {
    /// How far a node has come.
    public enum Outcome: Hashable, Sendable, CaseIterable {
        /// It has not begun.
        case pending
        /// It is being done.
        case running
        /// It waits for a person or a time.
        case waiting
        /// It was done.
        case done
        /// It failed.
        case failed
        /// It was cancelled.
        case cancelled
        /// It may or may not have happened.
        case inDoubt
    }

    /// What it is.
    public var title: String
    /// How far it has come.
    public var outcome: Outcome
    /// How long it took, in seconds.
    public var duration: Double?
    /// What came of it, or what it waits for.
    public var summary: String?
    /// Where the recipe called it.
    public var position: SourcePosition?
    /// What is inside.
    public var children: [RunNode]

    /// Makes a node.
    public init(
        title: String, outcome: Outcome, duration: Double? = nil, summary: String? = nil,
        position: SourcePosition? = nil, children: [RunNode] = []
    ) {
        self.title = title
        self.outcome = outcome
        self.duration = duration
        self.summary = summary
        self.position = position
        self.children = children
    }
}
