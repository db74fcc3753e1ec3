import DockerEngine
import Journal
import LuaValues
import Recipes

/// Runs a container to its end and removes it.
///
/// It stays until its end is on record: by its label a later process finds what came of it.
struct ContainerJob: Sendable {
    let target: EnginePool.Target
    let options: RunOptions
    let step: StepContext

    private var engine: DockerEngine { target.engine }
    private var clock: any StepClock { step.services.clock }

    /// How much of the output's end is kept, in lines and in bytes.
    static let keptLines = 500
    static let keptBytes = 64 << 10

    /// The container this very step has made before.
    func findExisting() async throws -> ContainerInspection? {
        let found = try await engine.listContainers(labels: ["\(ContainerLabels.step)=\(step.token)"])
        guard let existing = found.first else { return nil }
        return try await engine.container(existing.id)
    }

    /// Creates, starts, waits for the end.
    func run() async throws -> LuaValue {
        let engine = engine
        let job: ContainerInspection
        if let existing = try await findExisting() {
            job = existing
        } else {
            job = try await engine.inspectContainer(try await make())
        }
        if job.state.status == .created {
            do {
                try await ContainerMaker(target: target, options: options, step: step).start(job.id)
            } catch let error where (error as? DockerError)?.isInterruption != true && !(error is CancellationError) {
                try await remove(job.id)
                throw error
            }
        }
        let heard = try await follow(job)
        let end = try await engine.inspectContainer(job.id)
        step.whenRecorded { try? await remove(job.id) }
        return try await result(of: end, heard)
    }

    private func make() async throws -> String {
        let final = try await ContainerFinder(target: target, name: options.name, step: step).finalName()
        if let found = try await engine.container(final) {
            let isJob = found.labels.label(ContainerLabels.role) == ContainerRole.job.rawValue
            guard isJob, !found.state.isRunning else {
                throw StepError(
                    code: "docker.nameInUse", "\(target.description) already has a container called \(final)",
                    hint: "give the job a name of its own", fields: target.hostField.merging(["option": "name"]) { $1 })
            }
            try await ContainerClaim(step: step, target: target, adopts: false).removeStale(final)
        }
        let labels = [ContainerLabels.container: final, ContainerLabels.role: ContainerRole.job.rawValue]
        return try await ContainerMaker(target: target, options: options, step: step).make(final, labels: labels) {
            $0.restartPolicy = .never
        }
    }

    /// Passes the output on until the job has ended; stops it when its time is over.
    /// - Returns: its last lines, as they were passed on.
    private func follow(_ job: ContainerInspection) async throws -> [String] {
        let limit = try options.values[RunOptions.timeout]
        let end = limit.map { Countdown($0, since: step.startedAt, by: clock) }
        step.waiting(
            Wait(
                reason: "\(options.name) to end", since: clock.now,
                until: end?.until))
        let log = Task { await passOn(job.id) }
        defer { log.cancel() }
        let hasEnded = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                // The answer to a wait can come late, and what the engine says of the container is what counts.
                while try await engine.inspectContainer(job.id).state.isRunning {
                    try await clock.sleep(for: Self.interval)
                }
                return true
            }
            if let end {
                group.addTask {
                    try await clock.sleep(for: end.rest)
                    return false
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? true
        }
        guard !hasEnded else { return await wait(for: log) }
        try await stop(job.id)
        let lines = await ContainerLog(engine: engine, container: job.id, secrets: step.run.secrets).summary(
            HealthWait.logLines)
        step.whenRecorded { try? await remove(job.id) }
        throw StepError(
            code: "docker.timeout", "\(subject) did not end within \((limit ?? .zero).text) and was stopped",
            details: details(lines), fields: target.hostField)
    }

    private static let interval = Duration.milliseconds(100)
    /// How long the last words of a job that has ended may take.
    private static let lastWords = Duration.seconds(2)

    private func passOn(_ job: String) async -> [String] {
        var kept: [String] = []
        do {
            for try await line in try await engine.containerLogs(job, LogOptions(follows: true)).lines() {
                step.output(line.text)
                kept.append(line.text)
                if kept.count >= 2 * Self.keptLines { kept.removeFirst(Self.keptLines) }
            }
        } catch let error as DockerError where !error.isInterruption {
            step.output("(its log cannot be read: \(error))")
        } catch {
            // Cut short with the step, or with the engine; it is read again at the end.
        }
        return kept.suffix(Self.keptLines)
    }

    private func wait(for log: Task<[String], Never>) async -> [String] {
        let limit = Task { [clock] in
            try await clock.sleep(for: Self.lastWords)
            log.cancel()
        }
        defer { limit.cancel() }
        return await log.value
    }

    private var subject: String { "\(options.name) on \(target.description)" }

    private func details(_ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["last lines of its log:"] + lines.map { "  \(step.run.secrets.mask($0))" }
    }

    /// - Parameter heard: what was passed on while it ran.
    private func result(of end: ContainerInspection, _ heard: [String] = []) async throws -> LuaValue {
        let read = await ContainerLog(engine: engine, container: end.id, secrets: step.run.secrets).lastLines(
            Self.keptLines)
        // Podman keeps a last line that has no end to itself, once the container is over.
        let log = heard.count > read.count ? heard : read
        let output = step.run.secrets.mask(log.map { $0 + "\n" }.joined())
        let kept =
            output.utf8.count > Self.keptBytes
            ? "…" + String(decoding: output.utf8.suffix(Self.keptBytes), as: UTF8.self) : output
        let fields: [String: LuaValue] = [
            "code": .integer(Int64(end.state.exitCode)), "output": .string(kept),
            "seconds": .number((clock.now.seconds(since: step.startedAt) * 1000).rounded() / 1000),
        ]
        guard try options.values[RunOptions.okCodes].contains(end.state.exitCode), !end.state.wasOutOfMemory else {
            let what =
                end.state.wasOutOfMemory
                ? "ran out of memory and was killed" : "ended with exit code \(end.state.exitCode)"
            throw StepError(
                code: "docker.ended", "\(subject) \(what)", details: details(log.suffix(HealthWait.logLines)),
                fields: fields.merging(target.hostField) { $1 })
        }
        return .table(LuaTable(fields: fields))
    }

    private func stop(_ job: String) async throws {
        let (engine, seconds) = (engine, options.stopTimeout)
        try await uncut { try await engine.halt(job, within: seconds) }
    }

    private func remove(_ job: String) async throws {
        let engine = engine
        try await uncut { try await engine.discard(job, by: clock) }
    }

    /// Ends it; what it has done until then stands.
    func withdraw() async throws -> Withdrawal {
        guard let existing = try await findExisting() else { return .undone }
        if existing.state.isRunning {
            try await stop(existing.id)
            try await remove(existing.id)
            step.log(.warning, "\(subject) was ended before it was done; what it has done until then stands")
            return .undone
        }
        defer { step.whenRecorded { try? await remove(existing.id) } }
        if existing.state.status == .created { return .undone }
        do {
            return .done(try await result(of: existing))
        } catch let error as StepError {
            return .left(error.message)
        }
    }
}
