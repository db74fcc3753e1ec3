public import Journal
import LuaValues
public import WorkerProtocol

/// What a primitive has while it performs one call.
public struct StepContext: Sendable {
    /// The run.
    public let run: RunContext
    /// The step's structural path.
    public let path: String
    /// Names the step in the world, the same for each attempt: stamped on containers, images and backups, so that what
    /// was begun can be found again.
    public let token: String
    /// Where the recipe called it.
    public let position: SourcePosition
    /// When the step was first started.
    public let startedAt: Timestamp
    /// The library that called it; `nil` for the project's own sources.
    public let library: String?
    /// What its caller may do, for what only becomes known now.
    public let authority: StepAuthority
    let report: @Sendable (RunEvent.Kind) -> Void
    let epilogue: StepEpilogue

    /// Makes a context.
    /// - Parameters:
    ///   - library: the library that called it.
    ///   - authority: what its caller may do.
    ///   - epilogue: takes what is left to do once the step's end is on record.
    ///   - report: takes events of the step, and masks them.
    public init(
        run: RunContext, path: String, position: SourcePosition, startedAt: Timestamp, library: String? = nil,
        authority: StepAuthority = .unlimited, epilogue: StepEpilogue = StepEpilogue(),
        report: @escaping @Sendable (RunEvent.Kind) -> Void
    ) {
        self.run = run
        self.path = path
        token = Self.token(of: path, in: run.id)
        self.position = position
        self.startedAt = startedAt
        self.library = library
        self.epilogue = epilogue
        self.authority = authority
        self.report = report
    }

    /// What it reaches the world through.
    public var services: StepServices { run.services }

    /// The token of a step.
    public static func token(of path: String, in run: RunID) -> String { "\(run)/\(path)" }

    /// Does something once the step's end is on record, such as removing that by which it would be found again. It is
    /// left undone where the process dies meanwhile.
    public func whenRecorded(_ work: @escaping @Sendable () async -> Void) { epilogue.add(work) }

    /// The path of the scope the step lies in; empty for the recipe itself.
    public var scope: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    /// Adds a line to the run's log. What comes in pieces, or is cut, goes through `StepOutput`.
    public func output(_ line: String) { report(.stepOutput(path: path, line: line)) }

    /// Says how far the step has come.
    public func progress(_ message: String, fraction: Double? = nil) {
        report(.stepProgress(path: path, StepProgress(message: message, fraction: fraction)))
    }

    /// Says what the step waits for.
    public func waiting(_ wait: Wait) {
        report(.stepWaiting(path: path, wait))
    }

    /// Says something to the person who watches the run.
    public func notice(_ message: String) {
        report(.notice(message))
    }

    /// Logs a line of the recipe.
    public func log(_ level: LogLevel, _ message: String) {
        report(.log(path: path, level: level, message: message))
    }
}
