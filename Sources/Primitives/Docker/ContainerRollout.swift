import DockerEngine
import Journal
import LuaValues
import Recipes

/// Brings one container of one host to a new version.
///
/// Each stage looks at the world before it acts, takes what is gone for gone, and the new container carries the step's
/// token and the rollout's record from the moment it exists: a rollout that was cut anywhere is resumed by running it
/// again, or rolled back by `withdraw`.
struct ContainerRollout: Sendable {
    let target: EnginePool.Target
    let options: RunOptions
    let step: StepContext

    var engine: DockerEngine { target.engine }
    private var clock: any StepClock { step.services.clock }
    var claim: ContainerClaim { ContainerClaim(step: step, target: target, adopts: options.adopts) }

    /// A rollout under way.
    struct Attempt: Sendable {
        /// The new container's id.
        var new: String
        let record: RolloutRecord
        /// The old one as it was found by this process; `nil` where there is none any more.
        let old: ContainerInspection?
        /// Whether an earlier process has made the new one.
        let isTakenUp: Bool
    }

    /// Tries out, creates, starts, waits until healthy, replaces; a failure restores what was there.
    func run() async throws -> LuaValue {
        var attempt: Attempt
        if let existing = try await findExisting() {
            attempt = try await takenUp(existing)
        } else {
            attempt = try await begin()
        }
        do {
            return try await complete(&attempt)
        } catch {
            // Who cancels has the whole rolled back; an engine that is started anew is waited for.
            if error is CancellationError || Task.isCancelled { throw error }
            if let error = error as? DockerError, error.isInterruption { throw error }
            throw await failure(error, of: attempt)
        }
    }

    /// The container this very step has made before.
    func findExisting() async throws -> ContainerInspection? {
        let found = try await engine.listContainers(labels: ["\(ContainerLabels.step)=\(step.token)"])
        guard
            let existing = found.first(where: {
                $0.labels.label(ContainerLabels.role) == ContainerRole.service.rawValue
            })
        else { return nil }
        return try await engine.container(existing.id)
    }

    /// The rollout that a container of this step belongs to.
    func takenUp(_ existing: ContainerInspection) async throws -> Attempt {
        if let record = RolloutRecord(existing.labels) {
            let old = record.replaced == nil ? nil : try await engine.container(record.replaced ?? "")
            return Attempt(new: existing.id, record: record, old: old, isTakenUp: true)
        }
        let names = ContainerNames(final: target.containerName(options.name))
        var old: ContainerInspection?
        for name in [names.final, names.old] where old == nil {
            if let found = try await engine.container(name), found.id != existing.id { old = found }
        }
        return Attempt(new: existing.id, record: RolloutRecord(names, replacing: old), old: old, isTakenUp: true)
    }

    private func begin() async throws -> Attempt {
        let finder = ContainerFinder(target: target, name: options.name, step: step)
        let names = ContainerNames(final: try await finder.finalName())
        let old = try await finder.current()
        if let old {
            guard options.replaces else {
                throw StepError(
                    code: "docker.nameInUse", "\(target.description) already has a container called \(old.name)",
                    hint: "add replace = true to replace it",
                    fields: target.hostField.merging(["option": "name"]) { $1 }
                )
            }
            try claim.check(old, isNamed: true)
        }
        if options.keepsReplaced, let older = try await engine.container(names.old) { try claim.check(older) }
        // Left by a rollout that never came to its end; its own step has given it up.
        for name in names.transient { try await claim.removeStale(name) }
        let record = RolloutRecord(names, replacing: old)
        if let old { try await tryOut(besides: old, record) }
        let name = old == nil ? names.final : names.new
        let new = try await maker.make(name, labels: record.labels)
        return Attempt(new: new, record: record, old: old, isTakenUp: false)
    }

    private func complete(_ attempt: inout Attempt) async throws -> LuaValue {
        do {
            try await start(attempt)
        } catch let error as DockerError where error.code == .portInUse && attempt.isTakenUp {
            // An engine that was killed while it started a container keeps the ports of that one reserved.
            let (engine, new) = (engine, attempt.new)
            let name = try await engine.inspectContainer(new).name
            try await uncut { try await engine.discard(new, by: clock) }
            attempt.new = try await maker.make(name, labels: attempt.record.labels)
            try await start(attempt)
        }
        let inspection = try await HealthWait(
            target: target, options: options, step: step, container: attempt.new, name: attempt.record.names.final
        ).wait()
        try await swap(attempt)
        return handle(inspection, attempt.record)
    }

    private func start(_ attempt: Attempt) async throws {
        if let old = attempt.old, old.state.isRunning, hasToStopFirst(old) {
            try await stop(old, attempt, because: options.overlaps ? "which has the same ports" : "which is replaced")
        }
        step.progress("starting")
        // After the old one's last word: what it has changed until then is seen.
        try await maker.start(attempt.new)
        try Task.checkCancellation()
    }

    private var maker: ContainerMaker { ContainerMaker(target: target, options: options, step: step) }

    /// Stops the old one, from when on the new one's name says so.
    private func stop(_ old: ContainerInspection, _ attempt: Attempt, because reason: String) async throws {
        let (engine, seconds, new, names) = (engine, options.stopTimeout, attempt.new, attempt.record.names)
        step.waiting(
            Wait(
                reason: "the old container, \(reason), to stop", since: clock.now,
                until: clock.now.adding(seconds: Double(seconds))))
        try await uncut {
            if try await engine.inspectContainer(new).name == names.new {
                try await engine.renameContainer(new, to: names.next)
            }
            try await engine.halt(old.id, within: seconds)
            // It is on its way out, and every other word to it would be rejected.
            if old.isRemovedAtEnd { try await engine.awaitRemoval(of: old.id, by: clock) }
        }
        try Task.checkCancellation()
    }

    private func swap(_ attempt: Attempt) async throws {
        let (engine, names, new, claim) = (engine, attempt.record.names, attempt.new, claim)
        if let old = attempt.old {
            try await stop(old, attempt, because: "which is replaced")
            if options.keepsReplaced {
                try await claim.removeStale(names.old, besides: old.id)
                try await uncut {
                    guard let current = try await engine.container(old.id), current.name != names.old else { return }
                    try await engine.rename(old.id, to: names.old)
                }
                try Task.checkCancellation()
            } else {
                try await uncut { try await engine.discard(old.id, by: clock) }
            }
        }
        try await finish(new, names)
    }

    /// Gives the new one its name.
    func finish(_ new: String, _ names: ContainerNames) async throws {
        let engine = engine
        try await uncut {
            if try await engine.inspectContainer(new).name != names.final {
                try await engine.renameContainer(new, to: names.final)
            }
        }
    }

    func handle(_ inspection: ContainerInspection, _ record: RolloutRecord) -> LuaValue {
        var ports = LuaTable()
        for port in options.ports {
            let bound = inspection.hostPort(for: port.containerPort, port.transportProtocol)
            ports["\(port.containerPort)"] = bound.map { .integer(Int64($0)) } ?? .nil
        }
        let replaced = options.keepsReplaced ? record.replaced : nil
        // A handle rejects fields it does not have, so what is absent is false.
        var fields = LuaTable()
        fields["id"] = .string(inspection.id)
        fields["name"] = .string(options.name)
        fields["host"] = target.host.map { .string($0.name) } ?? .bool(false)
        fields["container"] = .string(record.names.final)
        fields["image"] = .string(inspection.imageID)
        fields["address"] = .string(target.address ?? "127.0.0.1")
        fields["ports"] = .table(ports)
        fields["replaced"] = replaced.map { .string($0) } ?? .bool(false)
        return .handle(LuaHandle(kind: "container", fields: fields))
    }
}
