import Journal
import LuaValues
import WorkerProtocol

extension RunOutcome {
    /// What people see of the machine's end.
    /// - Parameters:
    ///   - run: the run that ended.
    ///   - hasStarted: whether it can have had effects.
    init(_ outcome: MachineOutcome, of run: RunID, hasStarted: Bool, excerpts: SourceExcerpts) {
        switch outcome {
        case .finished(let value): self = .done(value)
        case .parked(let steps): self = .parked(steps)
        case .failed(let failure): self = Self.failed(failure, hasStarted, excerpts)
        case .diverged(let divergence): self = .invalid(Diagnostic(divergence, of: run, in: excerpts))
        case .editFailed(let failure, let step):
            var diagnostic = Diagnostic(failure, in: excerpts)
            diagnostic.details.append("the edited recipe failed before it came to step \(step), which was done")
            diagnostic.hint = diagnostic.hint ?? "nothing was done, and the run is as it was; fix the recipe"
            self = .invalid(diagnostic)
        case .inDoubt(let steps):
            var diagnostics = steps.map { Diagnostic($0, of: run, in: excerpts) }
            diagnostics[0].others = Array(diagnostics.dropFirst())
            self = .needsAttention(diagnostics[0])
        case .workerLost(let reason):
            self = .interrupted(
                Diagnostic(
                    code: "worker_lost", message: "the worker that held the recipe ended: \(reason)",
                    hint: "moondock resume \(run) goes on from the journal"))
        case .journalFailed(.lockIsHeld(let holder)):
            self = .denied(Diagnostic(.lockIsHeld(holder), of: run))
        case .journalFailed(let error):
            let diagnostic = Diagnostic(error, of: run)
            switch error {
            case .turnIsHeld: self = .denied(diagnostic)
            case _ where error.needsPerson: self = .needsAttention(diagnostic)
            default: self = .interrupted(diagnostic)
            }
        }
    }

    /// The outcome with what was rolled back; where something was left, a person has to look.
    /// - Parameters:
    ///   - leftovers: what cancelled steps have left.
    ///   - run: the run that ended.
    func reporting(_ rollbacks: [RollbackReport], leaving leftovers: [String] = [], of run: RunID) -> RunOutcome {
        let left = leftovers.map { "not undone: \($0)" }
        let lines =
            rollbacks.flatMap { report -> [String] in
                let total = report.undone + report.failures.count
                guard total > 0 else { return [] }
                let head = "rollback of '\(report.title)': \(report.undone) of \(total) undone"
                return [head] + report.failures.map { "not undone: \($0)" }
            } + left
        let isComplete = rollbacks.allSatisfy(\.isComplete)
        switch self {
        case .failed(var diagnostic), .invalid(var diagnostic), .denied(var diagnostic):
            diagnostic.details += lines
            guard isComplete else { return .needsAttention(diagnostic.withIncompleteRollback(of: run)) }
            if case .failed = self { return .failed(diagnostic) }
            return self
        // What was not rolled back may be yet: the recipe has not come to its end.
        case .interrupted: return self
        case .cancelled(let reason) where !isComplete:
            let diagnostic = Diagnostic(code: "cancelled", message: reason, details: lines)
            return .needsAttention(diagnostic.withIncompleteRollback(of: run))
        case .cancelled(let reason) where !left.isEmpty:
            return .needsAttention(
                Diagnostic(
                    code: "cancelled", message: "\(reason); not everything that was begun is undone", details: lines,
                    hint: "put right by hand what was not undone; then moondock resolve \(run) --abandon REASON "
                        + "gives the run and its locks up"))
        case .needsAttention, .cancelled, .done, .parked: return self
        }
    }

    private static func failed(_ failure: RecipeFailure, _ hasStarted: Bool, _ excerpts: SourceExcerpts) -> RunOutcome {
        let diagnostic = Diagnostic(failure, in: excerpts)
        if failure.kind == .cancelled { return .cancelled(reason: failure.message) }
        if diagnostic.isDenial {
            return .denied(diagnostic)
        }
        return hasStarted ? .failed(diagnostic) : .invalid(diagnostic)
    }
}

extension Diagnostic {
    /// The diagnostic of a run that could not put everything back.
    fileprivate func withIncompleteRollback(of run: RunID) -> Diagnostic {
        var diagnostic = self
        diagnostic.message += "; the rollback is incomplete"
        diagnostic.hint =
            "moondock resume \(run) tries again what could not be undone; where you put it right by hand, "
            + "moondock resolve \(run) --abandon REASON gives the run and its locks up"
        return diagnostic
    }
}
