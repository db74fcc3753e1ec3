public import Journal
public import LuaValues

/// How a run, or this process's part of it, ended.
public enum RunOutcome: Hashable, Sendable {
    /// The recipe came to its end with this value.
    case done(LuaValue)
    /// The recipe failed; the run can be resumed.
    case failed(Diagnostic)
    /// This process could not execute it; the recipe itself has neither failed nor come to its end.
    case interrupted(Diagnostic)
    /// The input was wrong and nothing has been done.
    case invalid(Diagnostic)
    /// Policy, a grant or a lock forbids it.
    case denied(Diagnostic)
    /// The run was cancelled.
    case cancelled(reason: String)
    /// The run waits; nothing more happens until somebody answers.
    case parked([ParkedStep])
    /// A step may or may not have happened, and a person has to say.
    case needsAttention(Diagnostic)

    /// The exit code of the command that executed the run.
    public var exitCode: Int32 {
        switch self {
        case .done: 0
        case .failed, .interrupted: 1
        case .invalid: 2
        case .parked: 3
        case .denied: 4
        case .needsAttention: 5
        case .cancelled: 130
        }
    }

    /// The status the journal keeps.
    public var status: RunStatus {
        switch self {
        case .done: .done
        case .failed, .invalid, .denied: .failed
        case .interrupted: .running
        case .cancelled: .cancelled
        case .parked: .parked
        case .needsAttention: .needsAttention
        }
    }

    /// The same end of a run that has nothing recorded yet; `nil` where it is to be recorded all the same.
    var unrecorded: RunOutcome? {
        switch self {
        case .invalid, .denied, .cancelled: return self
        case .interrupted(var diagnostic) where diagnostic.code == "journal":
            // Where nothing can be recorded there is nothing to try, and nothing to resume.
            diagnostic.code = Diagnostic.notRecorded
            diagnostic.hint = nil
            return .interrupted(diagnostic)
        default: return nil
        }
    }

    /// The outcome in one line.
    public var summary: String? {
        switch self {
        case .done: nil
        case .failed(let diagnostic), .interrupted(let diagnostic), .invalid(let diagnostic),
            .denied(let diagnostic), .needsAttention(let diagnostic):
            diagnostic.message
        case .cancelled(let reason): reason
        case .parked(let steps): steps.map(\.wait.reason).joined(separator: "; ")
        }
    }
}

extension RunOutcome {
    /// The steps that wait.
    public var waits: [ParkedStep] { if case .parked(let steps) = self { steps } else { [] } }
}

/// A step that waits while no process executes the run.
public struct ParkedStep: Hashable, Sendable {
    /// The step's path.
    public let path: String
    /// What it waits for.
    public let wait: Wait

    /// Makes a parked step.
    public init(path: String, wait: Wait) {
        self.path = path
        self.wait = wait
    }
}
