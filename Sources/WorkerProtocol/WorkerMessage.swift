public import LuaValues

/// What a worker says to its host.
public enum WorkerMessage: Hashable, Sendable {
    /// The worker is up.
    case ready(luaVersion: String)
    /// A data file was evaluated.
    case evaluated(Result<LuaValue, RecipeFailure>)
    /// The recipe asks for a step.
    case step(CallRequest)
    /// The recipe asks for something that is pinned into the run.
    case query(CallRequest)
    /// The recipe says something and wants no answer, such as a log line.
    case notification(CallRequest)
    /// The recipe no longer wants the answer of a step soon: a sibling failed or the run is cancelled.
    /// The host still answers it, as `cancelled` or with what came of it.
    case cancelStep(path: String)
    /// A step's recorded end was delivered to its branch.
    case delivered(path: String)
    /// A scope such as `parallel` or `with_rollback` begins.
    case scopeOpened(ScopeOpening)
    /// A scope ended; `failure` is the message of the error that ended it.
    case scopeClosed(path: String, failure: String?)
    /// A block has undone what was done inside it, as far as it could.
    case rolledBack(RollbackReport)
    /// A branch of a `parallel` begins.
    case branchOpened(path: String)
    /// A branch ended; `failure` is the message of the error that ended it. One that was cancelled may have caught that.
    case branchClosed(path: String, failure: String?, isCancelled: Bool)
    /// The recipe requires a module.
    case module(name: String)
    /// Every branch waits for the host; nothing more comes until it says more.
    /// - Parameter handled: how many host messages the worker has handled, the start of the recipe being the first; an `idle` that
    ///   crossed a host message on the wire has a lower number.
    case idle(handled: Int)
    /// The recipe ended.
    case finished(Result<LuaValue, RecipeFailure>)
}

/// One call of a primitive.
public struct CallRequest: Hashable, Sendable {
    /// The branch that waits for the answer.
    public let branch: Int
    /// The structural path: the position in its branch for a step, that of the innermost branch or scope for a notification, the
    /// branch's own path for a query.
    public let path: String
    /// The primitive's name.
    public let primitive: String
    /// The arguments: the one table of a call with one table, else the arguments as the table's items.
    public let options: LuaValue
    /// Where the recipe called it.
    public let position: SourcePosition
    /// The library whose code called, or `nil` for the project's own.
    public let library: String?
    /// The other libraries whose code the call came through, outermost first.
    public let through: [String]
    /// Whether it cleans up after what ended: deferred, undone or released, whatever became of the run.
    public let isCleanUp: Bool
    /// Whether the branch was cancelled before the call.
    public let isInCancelledBranch: Bool

    /// Makes a request.
    public init(
        branch: Int, path: String, primitive: String, options: LuaValue, position: SourcePosition,
        library: String? = nil, through: [String] = [],
        isCleanUp: Bool = false, isInCancelledBranch: Bool = false
    ) {
        self.branch = branch
        self.path = path
        self.primitive = primitive
        self.options = options
        self.position = position
        self.library = library
        self.through = through
        self.isCleanUp = isCleanUp
        self.isInCancelledBranch = isInCancelledBranch
    }
}

/// The beginning of a scope.
public struct ScopeOpening: Hashable, Sendable {
    /// The scope's structural path.
    public let path: String
    /// `parallel`, `with_rollback`, …
    public let kind: String
    /// What to call it, empty where it has no name.
    public let title: String
    /// The names of the branches, in order.
    public let branches: [String]
    /// Where the recipe opened it.
    public let position: SourcePosition

    /// Makes an opening.
    public init(path: String, kind: String, title: String, branches: [String], position: SourcePosition) {
        self.path = path
        self.kind = kind
        self.title = title
        self.branches = branches
        self.position = position
    }
}

/// What came of undoing what a block had done.
public struct RollbackReport: Hashable, Sendable {
    /// The block's path.
    public let path: String
    /// The block's name.
    public let title: String
    /// How many steps were undone.
    public let undone: Int
    /// The undo steps that failed, each with its reason.
    public let failures: [String]

    /// Makes a report.
    public init(path: String, title: String, undone: Int, failures: [String]) {
        self.path = path
        self.title = title
        self.undone = undone
        self.failures = failures
    }

    /// Whether nothing is left to be undone.
    public var isComplete: Bool { failures.isEmpty }
}
