import DockerEngine
import Journal
import LuaValues
import NIOCore
import Recipes
import Synchronization

/// Waits until a container that was started works, or says why it does not.
///
/// What the engine says of the container decides: one that does not run is not healthy, whoever answers in its place.
struct HealthWait: Sendable {
    let target: EnginePool.Target
    let options: RunOptions
    let step: StepContext
    /// The container's id.
    let container: String
    /// The container's name in the end.
    let name: String
    /// Whether it is only tried out.
    var isTrial = false

    var engine: DockerEngine { target.engine }
    private var clock: any StepClock { step.services.clock }

    /// Lines of the container's log that a failure shows.
    static let logLines = 20
    /// How often the engine is asked whether the container runs.
    static let interval = Duration.milliseconds(100)
    /// After how many questions without any answer a trial is given up.
    static let maximumSilence = 3

    /// A network that does not let a trial be asked.
    struct Unreachable: Error { let answer: String }

    private enum Verdict: Sendable {
        case healthy
        case unhealthy(String)
        case silent(String)
        case ended(ContainerEnd)
        case timedOut
    }

    /// Waits, and gives the container as it then is.
    func wait() async throws -> ContainerInspection {
        let inspection = try await engine.inspectContainer(container)
        if let end = ContainerEnd(inspection, since: inspection) { throw await failure(of: end) }
        guard let probe = options.healthy else { return try await settled(inspection) }
        step.waiting(
            Wait(
                reason: "healthy by \(probe.description)", since: clock.now,
                until: clock.now.adding(seconds: probe.within.seconds)))
        let last = LastAnswer()
        let ask = try question(probe, inspection, last)
        let verdict = try await withThrowingTaskGroup(of: Verdict.self) { group in
            group.addTask { try await watch(ask, last) }
            group.addTask { .ended(try await self.end(since: inspection)) }
            group.addTask {
                try await clock.sleep(for: probe.within)
                return .timedOut
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .timedOut
        }
        switch verdict {
        case .healthy:
            // Somebody has answered; whether it was this container, the engine knows.
            let now = try await engine.container(container)
            if let end = ContainerEnd(now, since: inspection) { throw await failure(of: end) }
            return now ?? inspection
        case .ended(let end): throw await failure(of: end)
        case .silent(let answer): throw Unreachable(answer: answer)
        case .unhealthy(let answer): throw await failure("is not healthy", code: "unhealthy", last: answer)
        case .timedOut:
            throw await failure(
                "did not become healthy within \(probe.within.text)", code: "unhealthy", last: last.text)
        }
    }

    /// Asks again and again, at first in quick succession.
    private func watch(
        _ ask: @Sendable () async throws -> ProbeAnswer, _ last: LastAnswer
    ) async throws -> Verdict {
        var pause = Duration.milliseconds(10)
        var silence = 0
        while true {
            let answer = try await ask()
            // A question that was cut short says nothing of the container.
            try Task.checkCancellation()
            switch answer {
            case .healthy: return .healthy
            case .failed(let text): return .unhealthy(text)
            case .unhealthy(let text):
                silence = 0
                last.set(text)
                step.progress(text)
            case .silent(let text):
                silence += 1
                last.set(text)
                step.progress(text)
                if isTrial, silence == Self.maximumSilence { return .silent(text) }
            }
            try await clock.sleep(for: pause)
            pause = min(pause * 3 / 2, .milliseconds(500))
        }
    }

    /// Without a probe, a container that ends within its first moments has failed nevertheless.
    private func settled(_ inspection: ContainerInspection) async throws -> ContainerInspection {
        let end: ContainerEnd? = try await withThrowingTaskGroup(of: ContainerEnd?.self) { group in
            group.addTask { try await self.end(since: nil) }
            group.addTask {
                try await clock.sleep(for: options.startPeriod)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        if let end { throw await failure(of: end) }
        let now = try await engine.container(container)
        if let end = ContainerEnd(now, since: nil) { throw await failure(of: end) }
        return now ?? inspection
    }

    /// Waits for the container's end. One that its restart policy starts again has ended nevertheless.
    private func end(since begin: ContainerInspection?) async throws -> ContainerEnd {
        while true {
            if let end = ContainerEnd(try await engine.container(container), since: begin) { return end }
            try await clock.sleep(for: Self.interval)
        }
    }

    private func failure(of end: ContainerEnd) async -> StepError {
        await failure(end.description, code: "docker.ended", last: nil, hint: end.hint)
    }

    private func failure(_ what: String, code: String, last: String?, hint: String? = nil) async -> StepError {
        let subject = "\(options.name) on \(target.description)"
        var details: [String] = last.map { ["last answer: \($0)"] } ?? []
        let lines = await ContainerLog(engine: engine, container: container, secrets: step.run.secrets)
            .summary(Self.logLines)
        if !lines.isEmpty { details += ["last lines of its log:"] + lines.map { "  \($0)" } }
        if isTrial { details.append("the old container was not touched") }
        var fields = target.hostField
        fields["container"] = .string(name)
        fields["probe"] = LuaValue(last)
        return StepError(code: code, "\(subject) \(what)", details: details, hint: hint, fields: fields)
    }
}

/// What a probe was answered last, kept for the message of a failure.
final class LastAnswer: Sendable {
    private let answer = Mutex("it was not asked yet")

    var text: String { answer.withLock { $0 } }

    func set(_ text: String) { answer.withLock { $0 = text } }
}
