public import Journal
import LuaRuntime
public import RecipeWorker

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
    /// What its caller may do, for what only becomes known now.
    public let authority: StepAuthority
    let report: @Sendable (RunEvent.Kind) -> Void

    /// Makes a context.
    /// - Parameters:
    ///   - authority: what its caller may do.
    ///   - report: takes events of the step.
    public init(
        run: RunContext, path: String, position: SourcePosition, startedAt: Timestamp,
        authority: StepAuthority = .unlimited, report: @escaping @Sendable (RunEvent.Kind) -> Void
    ) {
        self.run = run
        self.path = path
        token = "\(run.id)/\(path)"
        self.position = position
        self.startedAt = startedAt
        self.authority = authority
        self.report = report
    }

    /// The path of the scope the step lies in; empty for the recipe itself.
    public var scope: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

    /// Adds a line to the run's log; control characters stay out and secrets are masked.
    public func output(_ line: String) {
        report(.stepOutput(path: path, line: run.secrets.mask(line)))
    }

    /// Says how far the step has come.
    public func progress(_ message: String, fraction: Double? = nil) {
        report(.stepProgress(path: path, StepProgress(message: run.secrets.mask(message), fraction: fraction)))
    }

    /// Says what the step waits for.
    public func waiting(_ wait: Wait) {
        report(.stepWaiting(path: path, wait))
    }

    /// Says something to the person who watches the run.
    public func notice(_ message: String) {
        report(.notice(run.secrets.mask(message)))
    }

    /// Logs a line of the recipe.
    public func log(_ level: LogLevel, _ message: String) {
        report(.log(level: level, message: run.secrets.mask(message)))
    }
}
