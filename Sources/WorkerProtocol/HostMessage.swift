public import LuaValues

/// What the host says to a worker.
public enum HostMessage: Hashable, Sendable {
    /// Evaluate a data file (an environment) in a state of its own, in which only `secret` exists.
    case evaluate(source: SourceText, limits: LuaLimits)
    /// Run a recipe.
    case start(RecipeStart)
    /// The answer to a step or query; an error is raised in the recipe at the call. The end of a step says when it was
    /// recorded, in milliseconds since 1970: that is what time it is for the recipe from then on.
    case reply(branch: Int, result: Result<LuaValue, ReplyFailure>, at: Int64? = nil)
    /// The ends of steps as the journal has them, in their order. The worker takes each when it would wait, and says
    /// `delivered`; at the first that nobody waits for it stops.
    case replay([RecordedEnd])
    /// The source of a module that the recipe requires, or why there is none.
    case module(Result<SourceText, ReplyFailure>)
    /// End the recipe in order: every branch gets a `cancelled` error at the call it waits in.
    case cancel(reason: String)
}

/// The end of a step that an earlier process has recorded.
public struct RecordedEnd: Hashable, Sendable {
    /// The step's path.
    public let path: String
    /// What came of it.
    public let result: Result<LuaValue, ReplyFailure>
    /// When it was recorded, in milliseconds since 1970.
    public let at: Int64?

    /// Makes an end.
    public init(path: String, result: Result<LuaValue, ReplyFailure>, at: Int64? = nil) {
        self.path = path
        self.result = result
        self.at = at
    }
}

/// A named piece of Lua source text.
public struct SourceText: Hashable, Sendable {
    /// The chunk's name as errors show it.
    public let chunk: String
    /// The text.
    public let text: [UInt8]

    /// Makes a source text.
    public init(chunk: String, text: [UInt8]) {
        self.chunk = chunk
        self.text = text
    }
}

/// An error value that the host raises in the recipe.
public struct ReplyFailure: Error, Hashable, Sendable {
    /// The fields of the error table: `code`, `message`, and whatever the primitive adds.
    public let fields: LuaTable

    /// Makes an error value.
    public init(fields: LuaTable) { self.fields = fields }
}

/// How calls of one primitive travel.
public enum CallStyle: String, Hashable, Sendable {
    /// Takes a position in the step path; the host answers when it is done.
    case step
    /// Takes no position; the host answers at once from what is pinned into the run.
    case query
    /// Takes no position and gets no answer.
    case notification
}

/// All a worker needs to run a recipe.
public struct RecipeStart: Hashable, Sendable {
    /// The recipe.
    public var recipe: SourceText
    /// The parts of the prelude, in order; each sees the private `host` table and may add globals.
    public var prelude: [SourceText]
    /// The primitives and how their calls travel.
    public var primitives: [String: CallStyle]
    /// The libraries; one with an empty id says what the project's own code can require besides its own modules.
    public var libraries: [LibraryStart]
    /// Modules that are likely to be required, by what is asked for: the others are asked of the host one by one.
    public var modules: [String: SourceText]
    /// What the run may use.
    public var limits: LuaLimits
    /// The seed of `math.random`.
    public var seed: Int64
    /// The time of the run's start, in milliseconds since 1970: what `os.time` and `os.date` begin with.
    public var time: Int64

    /// Makes a start message.
    public init(
        recipe: SourceText, prelude: [SourceText], primitives: [String: CallStyle], libraries: [LibraryStart] = [],
        modules: [String: SourceText] = [:], limits: LuaLimits, seed: Int64, time: Int64
    ) {
        self.recipe = recipe
        self.prelude = prelude
        self.primitives = primitives
        self.libraries = libraries
        self.modules = modules
        self.limits = limits
        self.seed = seed
        self.time = time
    }
}

/// A library as a worker knows it. Its chunks are named `<id>:<path>`.
public struct LibraryStart: Hashable, Sendable {
    /// The id; empty for the project's own code.
    public let id: String
    /// The chunks its `require` finds, by name.
    public let requires: [String: String]
    /// Why it may not call what it may not call, by the names of primitives.
    public let denials: [String: String]

    /// Makes a library.
    public init(id: String, requires: [String: String], denials: [String: String] = [:]) {
        self.id = id
        self.requires = requires
        self.denials = denials
    }
}
