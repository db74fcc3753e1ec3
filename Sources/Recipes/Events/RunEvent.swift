public import Journal
public import LuaValues
public import WorkerProtocol

/// What happens in a run, reported while it happens. Consoles, logs and pages are drawn from these and nothing else.
///
/// What a controller reports is masked. Text in it can hold any character: whoever shows it makes it harmless.
public struct RunEvent: Hashable, Sendable {
    /// When it happened.
    public let at: Timestamp
    /// What happened.
    public let kind: Kind

    /// Makes an event.
    public init(at: Timestamp = .now, _ kind: Kind) {
        self.at = at
        self.kind = kind
    }

    /// What can happen.
    public enum Kind: Hashable, Sendable {
        /// A process begins to execute the run.
        case runStarted(RunStart)
        /// A scope such as `parallel` or `with_rollback` begins; steps inside have its path as prefix.
        case scopeOpened(ScopeOpening)
        /// A scope ended; `failure` says what ended it.
        case scopeClosed(path: String, failure: String?)
        /// A branch of a `parallel` begins; its name is the last component of the path.
        case branchOpened(path: String)
        /// A branch ended; `failure` says what ended it.
        case branchClosed(path: String, failure: String?)
        /// A step begins.
        case stepStarted(StepStart)
        /// A line of output of a step.
        case stepOutput(path: String, line: String)
        /// How far a step has come; replaces what was said before.
        case stepProgress(path: String, StepProgress)
        /// What a step waits for.
        case stepWaiting(path: String, Wait)
        /// A step ended.
        case stepEnded(path: String, StepOutcome)
        /// What the recipe logged in a branch or scope; the path is empty for the recipe itself.
        case log(path: String, level: LogLevel, message: String)
        /// Something about the run a person should know.
        case notice(String)
        /// The run ended, or this process stopped executing it.
        case runEnded(RunOutcome)
    }
}

/// The beginning of a run, or of its continuation.
public struct RunStart: Hashable, Sendable {
    /// The run.
    public let run: RunID
    /// The recipe's path, relative to the project.
    public let recipe: String
    /// The recipe's own one-line summary, if it has one.
    public let summary: String?
    /// The environment's name.
    public let environment: String?
    /// The recipe's parameters as given, secrets left out.
    public let parameters: [String: LuaValue]
    /// How many finished steps are taken from the journal; 0 for a new run.
    public let replayedSteps: Int

    /// Makes a start.
    public init(
        run: RunID, recipe: String, summary: String?, environment: String?, parameters: [String: LuaValue],
        replayedSteps: Int
    ) {
        self.run = run
        self.recipe = recipe
        self.summary = summary
        self.environment = environment
        self.parameters = parameters
        self.replayedSteps = replayedSteps
    }
}

/// The beginning of a step.
public struct StepStart: Hashable, Sendable {
    /// The structural path.
    public let path: String
    /// The primitive's name.
    public let primitive: String
    /// What the step is about, such as `shop-web on web-1`: one line of no great length.
    public let title: String
    /// Where the recipe called it.
    public let position: SourcePosition
    /// The library that called it.
    public let library: String?
    /// The other libraries whose code the call came through, outermost first.
    public let through: [String]
    /// Whether its end is taken from the journal.
    public let isReplayed: Bool

    /// Makes a start.
    public init(
        path: String, primitive: String, title: String, position: SourcePosition, library: String?,
        through: [String] = [], isReplayed: Bool = false
    ) {
        self.path = path
        self.primitive = primitive
        self.title = title.headline
        self.position = position
        self.library = library
        self.through = through
        self.isReplayed = isReplayed
    }

    /// Who called, in words: `acme/post@1.0.0 through acme/roll@2.1.0`; `nil` for the project's own code alone.
    public var caller: String? { Self.caller(library, through: through) }

    /// The same for a step that was recorded.
    public static func caller(_ library: String?, through: [String]) -> String? {
        let way = through.isEmpty ? nil : "through \(through.reversed().joined(separator: ", "))"
        let words = [library, way].compactMap { $0 }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}

/// How far a step has come.
public struct StepProgress: Hashable, Sendable {
    /// What it is doing, in a few words.
    public let message: String
    /// The part done, 0 to 1, where it is known.
    public let fraction: Double?

    /// Makes a progress report.
    public init(message: String, fraction: Double? = nil) {
        self.message = message
        self.fraction = fraction
    }
}

/// What a step waits for.
public struct Wait: Hashable, Sendable {
    /// What it waits for, in a few words.
    public let reason: String
    /// The question to a person, if it waits for one.
    public let approval: ApprovalRequest?
    /// When it began to wait; where left out, when that is said.
    public let since: Timestamp?
    /// When the wait ends by itself.
    public let until: Timestamp?

    /// Makes a wait.
    public init(
        reason: String, approval: ApprovalRequest? = nil, since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.reason = reason
        self.approval = approval
        self.since = since
        self.until = until
    }
}

/// The end of a step.
public struct StepOutcome: Hashable, Sendable {
    /// How it ended.
    public enum Kind: Hashable, Sendable {
        /// It did what it says; with a few words on the result, such as a digest.
        case done(summary: String?)
        /// It failed.
        case failed(message: String)
        /// It was cancelled.
        case cancelled
        /// It waits and nothing more happens in this process.
        case parked
    }

    /// How it ended.
    public let kind: Kind
    /// How long it took, in seconds.
    public let duration: Double
    /// Whether it was taken from the journal instead of being done now.
    public let isReplayed: Bool

    /// Makes an outcome.
    public init(kind: Kind, duration: Double, isReplayed: Bool) {
        self.kind = kind
        self.duration = duration
        self.isReplayed = isReplayed
    }
}

/// How much a logged line matters.
public enum LogLevel: String, Hashable, Sendable, CaseIterable {
    /// For whoever looks for a fault.
    case debug
    /// For the record.
    case info
    /// Something a person should look at.
    case warning
    /// Something went wrong.
    case error
}
