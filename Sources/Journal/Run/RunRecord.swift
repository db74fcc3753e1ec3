/// Where a run stands.
public enum RunStatus: String, Hashable, Sendable, CaseIterable {
    /// A process executes it, or was killed while it did.
    case running
    /// It waits for a person or a time; no process is needed.
    case parked
    /// It came to its end.
    case done
    /// It failed; it can be resumed.
    case failed
    /// It was cancelled.
    case cancelled
    /// A step may or may not have happened; a person has to say.
    case needsAttention = "needs_attention"
    /// A person gave it up as it was.
    case abandoned

    /// Whether nothing more can happen in this run.
    public var isEnded: Bool { self == .done || self == .cancelled || self == .abandoned }
}

/// What a run is made from; pinned when it begins and never changed.
public struct RunDefinition: Hashable, Sendable {
    /// The recipe's path, relative to the project.
    public let recipe: String
    /// The environment's name, if one was named.
    public let environment: String?
    /// The parameters, in the encoding of values.
    public let parameters: [UInt8]
    /// The bundle that holds the recipe, its modules and the environment.
    public var bundle: ContentHash
    /// The seed of the run's random numbers.
    public let seed: Int64
    /// Who began the run.
    public let requester: String
    /// The moment the recipe takes for its beginning, where that is not the run's own: it replays part of another run.
    public let clock: Timestamp?
    /// The run whose beginning this one has taken over.
    public let origin: RunID?
    /// The project it belongs to; `nil` for runs from before they named one.
    public var project: RunProject?

    /// Makes a definition.
    public init(
        recipe: String, environment: String?, parameters: [UInt8], bundle: ContentHash, seed: Int64, requester: String,
        clock: Timestamp? = nil, origin: RunID? = nil, project: RunProject? = nil
    ) {
        self.recipe = recipe
        self.environment = environment
        self.parameters = parameters
        self.bundle = bundle
        self.seed = seed
        self.requester = requester
        self.clock = clock
        self.origin = origin
        self.project = project
    }
}

/// A run as the journal knows it.
public struct RunRecord: Hashable, Sendable, Identifiable {
    /// The run's name.
    public let id: RunID
    /// What it is made from.
    public var definition: RunDefinition
    /// Where it stands.
    public var status: RunStatus
    /// Why it stands there, in one line.
    public var summary: String?
    /// The number of processes that have executed it; the highest one may write.
    public var fence: Int64
    /// The process that last executed it, as `user@host pid`.
    public var owner: String?
    /// Who requested it to be cancelled.
    public var cancelRequestedBy: String?
    /// When it began.
    public let createdAt: Timestamp
    /// When its status last changed.
    public var updatedAt: Timestamp
    /// When a parked run can be resumed: a time that comes or has come; `nil` where only an answer wakes it.
    public var wakeAt: Timestamp?

    /// Makes a record.
    public init(
        id: RunID, definition: RunDefinition, status: RunStatus, summary: String?, fence: Int64, owner: String?,
        cancelRequestedBy: String?, createdAt: Timestamp, updatedAt: Timestamp, wakeAt: Timestamp?
    ) {
        self.id = id
        self.definition = definition
        self.status = status
        self.summary = summary
        self.fence = fence
        self.owner = owner
        self.cancelRequestedBy = cancelRequestedBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.wakeAt = wakeAt
    }
}

/// Which runs a list is to show.
public struct RunFilter: Hashable, Sendable {
    /// Only runs that stand so.
    public var status: RunStatus?
    /// Only runs of this recipe.
    public var recipe: String?
    /// Only runs for this environment.
    public var environment: String?
    /// Only runs of the project in this folder, and those that name none.
    public var root: String?

    /// Makes a filter; what is left out does not matter.
    public init(
        status: RunStatus? = nil, recipe: String? = nil, environment: String? = nil, root: String? = nil
    ) {
        self.status = status
        self.recipe = recipe
        self.environment = environment
        self.root = root
    }
}

/// What a person accepts, so that a run can go on that could not else, and the event that keeps who it was.
public struct Acceptance: Hashable, Sendable {
    /// The event, of kind `accepted`.
    public let event: EventRecord
    /// Whether the journal counts as it is, though it was changed or lost something. Requests that count as decided by
    /// no answer are void all the same.
    public let damage: Bool
    /// The project the run belongs to from now on; `nil` for the one it has.
    public let project: RunProject?

    /// Makes an acceptance.
    public init(event: EventRecord, damage: Bool, project: RunProject? = nil) {
        self.event = event
        self.damage = damage
        self.project = project
    }
}
