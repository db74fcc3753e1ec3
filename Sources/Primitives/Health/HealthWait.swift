import DockerEngine
import Journal
import LuaRuntime
import Recipes
import Synchronization

/// Waits until a container that was started works, or says why it does not.
struct HealthWait: Sendable {
    let rollout: ContainerRollout
    let container: String

    private var engine: DockerEngine { rollout.engine }
    private var step: StepContext { rollout.step }

    /// Lines of the container's log that a failure shows.
    static let logLines = 20
    /// How long a container without a probe is watched for an early end.
    static let settling = Duration.milliseconds(300)

    private enum Verdict: Sendable {
        case healthy
        case unhealthy(String)
        case ended(Int)
        case timedOut
    }

    /// Waits, and gives the container as it then is.
    func wait() async throws -> ContainerInspection {
        let inspection = try await engine.inspectContainer(container)
        guard let probe = rollout.options.healthy else { return try await settled(inspection) }
        step.waiting(
            Wait(
                reason: "healthy by \(probe.description)", since: .now,
                until: Timestamp.now.adding(seconds: probe.within.seconds)))
        let last = LastAnswer()
        let ask = try question(probe, inspection, last)
        let verdict = try await withThrowingTaskGroup(of: Verdict.self) { group in
            group.addTask { try await watch(ask, last) }
            group.addTask { .ended(try await end()) }
            group.addTask {
                try await Task.sleep(for: probe.within)
                return .timedOut
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .timedOut
        }
        switch verdict {
        case .healthy: return inspection
        case .ended(let code): throw try await failure(await ending(code), code: "docker.ended", last: nil)
        case .unhealthy(let answer): throw try await failure("is not healthy", code: "unhealthy", last: answer)
        case .timedOut:
            throw try await failure(
                "did not become healthy within \(probe.within.text)", code: "unhealthy", last: last.text)
        }
    }

    /// Asks again and again, at first in quick succession.
    private func watch(
        _ ask: @Sendable () async throws -> ProbeAnswer, _ last: LastAnswer
    ) async throws -> Verdict {
        var pause = Duration.milliseconds(10)
        while true {
            switch try await ask() {
            case .healthy: return .healthy
            case .unhealthy(let answer):
                // A question that was cut short says nothing of the container.
                try Task.checkCancellation()
                last.set(answer)
                step.progress(answer)
            case .failed(let answer):
                try Task.checkCancellation()
                return .unhealthy(answer)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 3 / 2, .milliseconds(500))
        }
    }

    /// Without a probe, a container that ends at once has failed nevertheless.
    private func settled(_ inspection: ContainerInspection) async throws -> ContainerInspection {
        let code: Int? = try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask { try await end() }
            group.addTask {
                try await Task.sleep(for: Self.settling)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        // It may have ended, and been started again, before anybody waited for that.
        let restarts = try await engine.inspectContainer(container).restartCount
        guard restarts == 0 else {
            throw try await failure(
                "ended and was started again \(restarts == 1 ? "once" : "\(restarts) times")", code: "docker.ended",
                last: nil)
        }
        if let code, code != 0 { throw try await failure(await ending(code), code: "docker.ended", last: nil) }
        return inspection
    }

    /// Waits for the container's end and gives its exit code. One that its restart policy starts again counts as running
    /// all the time, so its next end is waited for as well.
    private func end() async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for condition in [WaitCondition.notRunning, .nextExit] {
                group.addTask { try await engine.waitForContainer(container, until: condition) }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? 0
        }
    }

    private func ending(_ code: Int) async -> String {
        let state = try? await engine.inspectContainer(container).state
        if state?.wasOutOfMemory == true { return "ran out of memory and was killed" }
        return "ended with exit code \(code)"
    }

    private func failure(_ what: String, code: String, last: String?) async throws -> StepError {
        let subject = "\(rollout.options.name) on \(rollout.place.description)"
        var details: [String] = last.map { ["last answer: \($0)"] } ?? []
        let lines = await lastLines()
        if !lines.isEmpty { details += ["last lines of its log:"] + lines.map { "  \(step.run.secrets.mask($0))" } }
        var fields = rollout.hostField
        fields["container"] = .string(rollout.finalName)
        fields["probe"] = LuaValue(last)
        return StepError(code: code, "\(subject) \(what)", details: details, fields: fields)
    }

    private func lastLines() async -> [String] {
        var lines: [String] = []
        do {
            let logs = try await engine.containerLogs(container, LogOptions(tail: Self.logLines), hasTerminal: false)
            for try await line in logs.lines() { lines.append(line.text) }
        } catch {
            lines.append("(its log cannot be read: \(error))")
        }
        return lines
    }
}

/// What a probe was answered last, kept for the message of a failure.
final class LastAnswer: Sendable {
    private let answer = Mutex("it was not asked yet")

    var text: String { answer.withLock { $0 } }

    func set(_ text: String) { answer.withLock { $0 = text } }
}
