import Journal
import LuaValues

/// Takes locks in the journal and waits for those that are held.
struct LockWaiter: LockService {
    let journal: RunJournal

    /// How often the journal is asked whether a lock is free.
    static let interval = Duration.milliseconds(200)

    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws {
        var shown: LockRecord?
        let end = limit.map { Countdown($0, since: step.startedAt, by: step.services.clock) }
        while true {
            guard case .busy(let holder) = try await journal.take(request) else { return }
            try rejectReentry(of: request, holder, in: step)
            if let end, end.isOver {
                let waited = limit.map { $0 > .zero ? " for \($0.text)" : "" } ?? ""
                throw StepError(
                    code: "lock.held", "waited\(waited): \(JournalError.lockIsHeld(holder))",
                    hint: "moondock show \(holder.run) shows what it is doing",
                    fields: ["lock": .string(request.name), "run": .string(holder.run.description)])
            }
            if shown != holder {
                step.waiting(Wait(reason: "\(JournalError.lockIsHeld(holder))", until: end?.until))
                shown = holder
            }
            if step.run.presence.isOver {
                throw StepParked(Wait(reason: "\(JournalError.lockIsHeld(holder))", until: step.services.clock.now))
            }
            try await step.services.clock.sleep(for: Self.interval)
        }
    }

    func release(_ name: String, scope: String) async throws { try await journal.release(name, scope: scope) }

    /// Rejects a lock that the caller itself has, which it would wait for without end.
    private func rejectReentry(of request: LockRequest, _ holder: LockRecord, in step: StepContext) throws {
        guard holder.run == step.run.id else { return }
        let scope = holder.request.scope
        guard scope == nil || request.path.hasPrefix("\(scope ?? "")/") else { return }
        throw StepError(
            code: "lock.reentrant",
            "this run holds the lock '\(request.name)' already, since step \(holder.request.path)")
    }
}

/// The lock that keeps two runs from deploying to the same environment at once.
struct DeploymentLock: Sendable {
    let request: LockRequest
    /// How long a run waits for it before it begins.
    let wait: Duration
    /// Shows the person who watches that the run waits.
    let report: @Sendable (String) -> Void

    /// The lock of an application in an environment.
    static func name(application: String, environment: String) -> String { "deploy \(application) to \(environment)" }
}
