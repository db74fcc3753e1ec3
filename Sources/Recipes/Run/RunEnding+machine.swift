import Journal
import LuaRuntime
import RecipeWorker

extension RunEnding {
    /// What people are told of the machine's end.
    /// - Parameter hasStarted: whether the run can have had effects.
    init(_ ending: MachineEnding, hasStarted: Bool, excerpts: SourceExcerpts) {
        switch ending {
        case .finished(let value): self = .done(value)
        case .parked(let steps): self = .parked(steps)
        case .failed(let failure): self = Self.failed(failure, hasStarted, excerpts)
        case .diverged(let divergence): self = .invalid(Diagnostic(divergence, in: excerpts))
        case .inDoubt(let steps):
            var diagnostics = steps.map { Diagnostic($0, in: excerpts) }
            diagnostics[0].others = Array(diagnostics.dropFirst())
            self = .needsAttention(diagnostics[0])
        case .workerLost(let reason):
            self = .failed(
                Diagnostic(
                    code: "worker_lost", message: "the worker that held the recipe ended: \(reason)",
                    hint: "`moondock resume` continues from the journal"))
        case .journalFailed(let error):
            self = .failed(
                Diagnostic(
                    code: "journal", message: error.description,
                    hint: "nothing was begun without being recorded; `moondock resume` continues"))
        }
    }

    private static func failed(_ failure: RecipeFailure, _ hasStarted: Bool, _ excerpts: SourceExcerpts) -> RunEnding {
        let diagnostic = Diagnostic(failure, in: excerpts)
        if failure.kind == .cancelled { return .cancelled(reason: failure.message) }
        if diagnostic.code == "refused" || diagnostic.code.hasPrefix("policy.") { return .refused(diagnostic) }
        return hasStarted ? .failed(diagnostic) : .invalid(diagnostic)
    }
}
