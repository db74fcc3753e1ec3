import DockerEngine
import LuaValues
import Recipes

extension ContainerRollout {
    /// The error of a rollout that failed, once everything is as it was before.
    func failure(_ error: any Error, of attempt: Attempt) async -> StepError {
        let found = (error as? DockerError).map { StepError($0, host: target.host?.name) } ?? error as? StepError
        let failure = found ?? StepError(code: "failed", "\(error)")
        let (restoration, record) = (restoration, attempt.record)
        var left: String?
        do {
            left = try await uncut { try await restoration.survive(record, new: attempt.new) }
        } catch {
            left = "what was there before cannot be restored: \(error)"
        }
        guard let left else { return failure }
        return StepError(
            code: failure.code, "\(failure.message); \(left)", details: failure.details, hint: failure.hint,
            fields: failure.fields)
    }

    /// Rolls back what a rollout has half done; one that had come to its end stands.
    func withdraw() async throws -> Withdrawal {
        try await ContainerTrial(rollout: self).removeAll()
        guard let existing = try await findExisting() else { return .undone }
        let attempt = try await takenUp(existing)
        let (record, names) = (attempt.record, attempt.record.names)
        if let id = record.replaced {
            guard let old = attempt.old else { return try await withdraw(existing, forwardOf: record) }
            let isKept = old.id == id && old.name == names.old && !old.state.isRunning
            if isKept, existing.name == names.final, existing.state.isRunning { return .done(handle(existing, record)) }
        }
        let left = try await restoration.survive(record, new: existing.id)
        return left.map { .left($0) } ?? .undone
    }

    /// What is left to do when the old one is gone: there is only the way forward.
    private func withdraw(_ existing: ContainerInspection, forwardOf record: RolloutRecord) async throws -> Withdrawal {
        if record.removesItself, existing.name != record.names.final {
            // It went when it was stopped, which can have been before the new one was healthy.
            guard existing.state.isRunning else {
                let left = try await restoration.survive(record, new: existing.id)
                return .left(left ?? Restoration.gone(options.name, target))
            }
            do {
                _ = try await HealthWait(
                    target: target, options: options, step: step, container: existing.id, name: record.names.final
                ).wait()
            } catch let error as StepError {
                return .left("\(error.message); \(Restoration.gone(options.name, target))")
            }
        }
        try await finish(existing.id, record.names)
        return .done(handle(try await engine.inspectContainer(existing.id), record))
    }

    private var restoration: Restoration {
        Restoration(target: target, step: step, name: options.name, stopTimeout: options.stopTimeout)
    }
}

/// The way back to the container that was replaced.
///
/// The new one, which carries the record, goes last: whoever is cut on the way finds what there is to do.
struct Restoration: Sendable {
    let target: EnginePool.Target
    let step: StepContext
    /// The name recipes use.
    let name: String
    /// How long the old one may take to stop, in seconds, where it was signalled to.
    let stopTimeout: Int

    private var engine: DockerEngine { target.engine }
    private var clock: any StepClock { step.services.clock }

    /// What to say where the old one is not there any more.
    static func gone(_ name: String, _ target: EnginePool.Target) -> String {
        "the container that \(name) on \(target.description) was to replace is gone and cannot be restored"
    }

    /// The same, though the engine is started anew meanwhile.
    func survive(_ record: RolloutRecord, new: String) async throws -> String? {
        try await EngineRestart(target: target, step: step).survive { try await restore(record, new: new) }
    }

    /// Has the old one run again under its name, and removes the new one.
    /// - Returns: what could not be restored, in words.
    func restore(_ record: RolloutRecord, new: String) async throws -> String? {
        let current = try await engine.container(new)
        guard let id = record.replaced else {
            try await engine.discard(new, by: clock)
            return nil
        }
        // Its ports are wanted.
        try await engine.halt(new, within: 0)
        var found = try await engine.container(id)
        if let going = found, going.isRemovedAtEnd, !going.state.isRunning {
            try await engine.awaitRemoval(of: id, by: clock)
            found = nil
        }
        guard let old = found else {
            try await engine.discard(new, by: clock)
            return Self.gone(name, target)
        }
        if current?.name == record.names.final { try await engine.renameContainer(new, to: record.names.next) }
        var left: String?
        do {
            if old.name == record.names.old { try await engine.renameContainer(old.id, to: record.names.final) }
            if record.ran { try await run(old, mayBeStopping: current?.name != record.names.new) }
        } catch let error as DockerError where !error.isInterruption {
            left = "the container that \(name) on \(target.description) was to replace cannot be restored: \(error)"
        }
        try await engine.discard(new, by: clock)
        return left
    }

    /// Starts the old one. One that was signalled to stop and has not yet would stop afterwards.
    private func run(_ old: ContainerInspection, mayBeStopping: Bool) async throws {
        if mayBeStopping, old.state.isRunning { try await engine.stopContainer(old.id, timeout: stopTimeout) }
        try await engine.startContainer(old.id)
    }
}
