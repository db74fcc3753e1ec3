import LuaValues
import TextSafety
import WorkerProtocol

extension TextMasker {
    /// The event with all that is secret replaced. Paths stay as they are: they are the names by which everything else
    /// finds a step.
    func mask(_ event: RunEvent) -> RunEvent { isEmpty ? event : RunEvent(at: event.at, mask(event.kind)) }

    private func mask(_ kind: RunEvent.Kind) -> RunEvent.Kind {
        switch kind {
        case .runStarted(let start): .runStarted(mask(start))
        case .scopeOpened(let scope): .scopeOpened(mask(scope))
        case .scopeClosed(let path, let failure): .scopeClosed(path: path, failure: mask(failure))
        case .branchOpened(let path): .branchOpened(path: path)
        case .branchClosed(let path, let failure): .branchClosed(path: path, failure: mask(failure))
        case .stepStarted(let start): .stepStarted(mask(start))
        case .stepOutput(let path, let line): .stepOutput(path: path, line: mask(line))
        case .stepProgress(let path, let progress):
            .stepProgress(
                path: path, StepProgress(message: mask(progress.message), fraction: progress.fraction))
        case .stepWaiting(let path, let wait): .stepWaiting(path: path, mask(wait))
        case .stepEnded(let path, let outcome): .stepEnded(path: path, mask(outcome))
        case .log(let path, let level, let message): .log(path: path, level: level, message: mask(message))
        case .notice(let text): .notice(mask(text))
        case .runEnded(let outcome): .runEnded(mask(outcome))
        }
    }

    private func mask(_ start: RunStart) -> RunStart {
        RunStart(
            run: start.run, recipe: mask(start.recipe), summary: mask(start.summary),
            environment: mask(start.environment), parameters: mask(LuaTable(fields: start.parameters)).fields,
            replayedSteps: start.replayedSteps)
    }

    private func mask(_ scope: ScopeOpening) -> ScopeOpening {
        ScopeOpening(
            path: scope.path, kind: scope.kind, title: mask(scope.title), branches: scope.branches,
            position: scope.position)
    }

    private func mask(_ start: StepStart) -> StepStart {
        StepStart(
            path: start.path, primitive: start.primitive, title: mask(start.title), position: start.position,
            library: start.library, through: start.through, isReplayed: start.isReplayed)
    }

    private func mask(_ outcome: StepOutcome) -> StepOutcome {
        let kind: StepOutcome.Kind =
            switch outcome.kind {
            case .done(let summary): .done(summary: mask(summary))
            case .failed(let message): .failed(message: mask(message))
            case .cancelled: .cancelled
            case .parked: .parked
            }
        return StepOutcome(kind: kind, duration: outcome.duration, isReplayed: outcome.isReplayed)
    }

    func mask(_ outcome: RunOutcome) -> RunOutcome {
        if isEmpty { return outcome }
        return switch outcome {
        case .done(let value): .done(mask(value))
        case .failed(let diagnostic): .failed(mask(diagnostic))
        case .interrupted(let diagnostic): .interrupted(mask(diagnostic))
        case .invalid(let diagnostic): .invalid(mask(diagnostic))
        case .denied(let diagnostic): .denied(mask(diagnostic))
        case .cancelled(let reason): .cancelled(reason: mask(reason))
        case .parked(let steps): .parked(steps.map { ParkedStep(path: $0.path, wait: mask($0.wait)) })
        case .needsAttention(let diagnostic): .needsAttention(mask(diagnostic))
        }
    }

    private func mask(_ diagnostic: Diagnostic) -> Diagnostic {
        var masked = diagnostic
        masked.code = mask(diagnostic.code)
        masked.message = mask(diagnostic.message)
        masked.details = diagnostic.details.map { mask($0) }
        masked.hint = mask(diagnostic.hint)
        masked.resumption = mask(diagnostic.resumption)
        masked.excerpt = diagnostic.excerpt.map { excerpt in
            Diagnostic.Excerpt(
                position: excerpt.position, column: excerpt.column, length: excerpt.length, line: mask(excerpt.line),
                label: mask(excerpt.label))
        }
        masked.others = diagnostic.others.map(mask)
        return masked
    }
}
