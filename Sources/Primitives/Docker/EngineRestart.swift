import DockerEngine
import Recipes

/// Work on an engine that may be started anew in the middle of it.
struct EngineRestart: Sendable {
    let target: EnginePool.Target
    let step: StepContext

    /// How long an engine that has gone away is waited for.
    static let timeout = Duration.seconds(30)
    /// How often it is looked for.
    static let interval = Duration.milliseconds(500)

    /// Does something that can be done again, and does it again when the engine has gone away and come back.
    func survive<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        let clock = step.services.clock
        var deadline: Duration?
        while true {
            let begin = clock.elapsed
            do {
                return try await work()
            } catch let error as DockerError where error.isInterruption {
                let now = clock.elapsed
                // What had gone on for a while met an engine that was back.
                if now - begin > Self.timeout { deadline = nil }
                if deadline == nil {
                    step.progress("waiting for the engine of \(target.description): \(error.message)")
                }
                let last = deadline ?? now + Self.timeout
                guard now < last else { throw error }
                deadline = last
                try await clock.sleep(for: Self.interval)
            }
        }
    }
}

extension DockerError {
    /// Whether nobody answers where an engine was, as while it is started anew. A machine that does not answer at all is
    /// something else.
    var isInterruption: Bool {
        switch code {
        case .socketMissing, .connectionRefused, .connectionFailed, .streamCut: true
        default: false
        }
    }
}
