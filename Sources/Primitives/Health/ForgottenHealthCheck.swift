import DockerEngine
import Synchronization

/// When to run a HEALTHCHECK that the engine does not run: Podman leaves it to systemd's timers, and where there is no
/// systemd nobody would ever ask.
final class ForgottenHealthCheck: Sendable {
    /// How much later than the check's interval nobody asks any more.
    static let grace = Duration.seconds(1)

    private struct State {
        var isOurs = false
        var next: Duration
    }

    private let interval: Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - interval: the time between two runs of the check.
    ///   - now: when the container was started, as the clock of the step counts.
    init(interval: Duration?, now: Duration) {
        let interval = interval ?? .seconds(30)
        self.interval = interval
        state = Mutex(State(next: now + interval + Self.grace))
    }

    /// Whether it is for us to run it now. Once it is ours it stays so, at the pace that the image wants.
    /// - Parameter hasBeenRun: whether the engine knows of a run.
    func isDue(hasBeenRun: Bool, now: Duration) -> Bool {
        state.withLock { state in
            guard state.isOurs || !hasBeenRun, now >= state.next else { return false }
            state.isOurs = true
            state.next = now + interval
            return true
        }
    }
}

extension DockerEngine {
    /// Has a container's health check run; what came of it, the next inspection says. What keeps it from running is an
    /// answer, too: whether the container runs at all is for others to say.
    func runsHealthCheck(of container: String) async throws -> ProbeAnswer {
        do {
            try await runHealthCheck(container)
            return .unhealthy("HEALTHCHECK says starting")
        } catch let error as DockerError where error.status != nil {
            return .unhealthy("HEALTHCHECK cannot be run: \(error.message)")
        }
    }
}
