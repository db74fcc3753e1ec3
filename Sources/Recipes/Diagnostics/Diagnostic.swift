public import WorkerProtocol

/// An error as people read it: what was wrong, where, and what to do. Rendered in one place.
public struct Diagnostic: Error, Hashable, Sendable {
    /// A stable code for the kind of error, such as `invalid_option`.
    public var code: String
    /// What was wrong, in one sentence, without position.
    public var message: String
    /// The place in the source, with the line itself where it is known.
    public var excerpt: Excerpt?
    /// Further lines: what a probe last said, the last lines of a container's log, the two sides of a difference.
    public var details: [String]
    /// What to do about it.
    public var hint: String?
    /// The recipe's functions that led there, innermost first.
    public var traceback: [RecipeFailure.Frame]
    /// The structural path of the step, and where it runs.
    public var step: String?
    /// The primitive whose documentation helps.
    public var page: String?
    /// What resuming the run would do, in a few words; `nil` where it would do nothing.
    public var resumption: String?
    /// Further problems that were found along with this one.
    public var others: [Diagnostic] = []

    /// Makes a diagnostic.
    public init(
        code: String, message: String, excerpt: Excerpt? = nil, details: [String] = [], hint: String? = nil,
        traceback: [RecipeFailure.Frame] = [], step: String? = nil
    ) {
        self.code = code
        self.message = message
        self.excerpt = excerpt
        self.details = details
        self.hint = hint
        self.traceback = traceback
        self.step = step
    }

    /// A piece of source with a mark under it.
    public struct Excerpt: Hashable, Sendable {
        /// Where it is.
        public let position: SourcePosition
        /// The first marked column, from 1, in characters; 0 where it is unknown.
        public let column: Int
        /// How many characters are marked.
        public let length: Int
        /// The text of the line, if the source is at hand.
        public let line: String?
        /// What to say beside the mark.
        public let label: String?

        /// Makes an excerpt.
        public init(position: SourcePosition, column: Int, length: Int, line: String?, label: String? = nil) {
            self.position = position
            self.column = column
            self.length = length
            self.line = line
            self.label = label
        }
    }
}

extension Diagnostic {
    /// The code of a run that could not be recorded, and has done nothing.
    static let notRecorded = "not_recorded"
    /// The code of a run whose journal is gone.
    static let journalGone = "journal_gone"

    /// Whether there is a run that could be resumed.
    public var leavesARun: Bool { code != Self.notRecorded && code != Self.journalGone }

    /// Whether it is about what is not allowed, rather than about what is wrong.
    public var isDenial: Bool {
        ["refused", "not_granted", "damaged_library", "other_project"].contains(code) || code.hasPrefix("policy.")
            || code.hasPrefix("release.denied") || code == "window.closed"
    }
}
