/// What an event records.
public enum EventKind: Int, Hashable, Sendable {
    /// A step is about to have an effect (the intent).
    case started = 1
    /// A step ended well.
    case finished = 2
    /// A step failed.
    case failed = 3
    /// A step was cancelled before it ended.
    case cancelled = 4
    /// Somebody requested the run's cancellation; the recipe was notified at this point of the order.
    case cancelRequested = 6
    /// A resume, or a run made from another one, takes steps off the record to do them again: `body` names them.
    case resumed = 7

    /// A scope such as `parallel` began; what people are shown, not what replay goes by.
    case scopeOpened = 8

    /// A person said what became of a step; where that ended the step, its end follows.
    case answered = 9
    /// The run goes on with other sources: `intent.digest` is their bundle, `body` the steps that no longer count.
    case edited = 10
    /// The recipe ended with a failure: `body` says with which, and where.
    case recipeFailed = 11
    /// A person gave the run up as it is: `body` says who and why.
    case abandoned = 12
    /// A block rolled back what was done inside it: `body` says how much, and what it could not.
    case rolledBack = 13
    /// A person had the run go on though its journal was changed or lost something, or in another folder; `body` says
    /// what, and who.
    case accepted = 14
    /// A scope or one of its branches ended: `body` says how. What people are shown, not what replay goes by.
    case scopeClosed = 15

    /// Whether the event ends a step.
    public var endsStep: Bool { self == .finished || self == .failed || self == .cancelled }

    /// Whether it is only for people: alone no reason to sync.
    public var isForPeople: Bool { self == .scopeOpened || self == .scopeClosed }

    /// What it is called where events are listed.
    public var word: String {
        switch self {
        case .started: "started"
        case .finished: "finished"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .cancelRequested: "cancel requested"
        case .resumed: "resumed"
        case .scopeOpened: "scope opened"
        case .answered: "answered"
        case .edited: "edited"
        case .recipeFailed: "recipe failed"
        case .abandoned: "abandoned"
        case .rolledBack: "rolled back"
        case .accepted: "accepted"
        case .scopeClosed: "scope closed"
        }
    }
}

/// One row of a run's journal.
public struct EventRecord: Hashable, Sendable {
    /// What the event records.
    public let kind: EventKind
    /// The step's structural path; empty for events of the whole run.
    public let path: String
    /// Which try of the step it is, from 1.
    public let attempt: Int
    /// When it was recorded.
    public let at: Timestamp
    /// The intent, for `started`.
    public let intent: StepIntent?
    /// The result or error value, in the encoding of values.
    public let body: [UInt8]?

    /// Makes an event.
    public init(
        kind: EventKind, path: String, attempt: Int = 1, at: Timestamp, intent: StepIntent? = nil, body: [UInt8]? = nil
    ) {
        self.kind = kind
        self.path = path
        self.attempt = attempt
        self.at = at
        self.intent = intent
        self.body = body
    }
}

/// What a step is about to do, recorded before it does it.
public struct StepIntent: Hashable, Sendable {
    /// The primitive's name.
    public let primitive: String
    /// The primitive's revision, so that later versions can read old journals.
    public let revision: Int
    /// Where the recipe called it, as `file:line`.
    public let source: String
    /// The library that called it; `nil` for the project's own code.
    public let library: String?
    /// The options, in the encoding of values.
    public let options: [UInt8]
    /// The hash of primitive and options that replay compares.
    public let digest: ContentHash

    /// Makes an intent.
    public init(
        primitive: String, revision: Int, source: String, library: String?, options: [UInt8], digest: ContentHash
    ) {
        self.primitive = primitive
        self.revision = revision
        self.source = source
        self.library = library
        self.options = options
        self.digest = digest
    }
}

/// An event and its place in the run's one gapless order.
public struct StoredEvent: Hashable, Sendable {
    /// The place, from 1.
    public let id: Int64
    /// The event.
    public let event: EventRecord

    /// Makes a stored event.
    public init(id: Int64, event: EventRecord) {
        self.id = id
        self.event = event
    }
}
