public import Recipes
public import RunReports
import Synchronization

/// Shows nothing but what went wrong.
public final class QuietRenderer: RunRenderer {
    private struct State {
        var model = RunModel()
        var gate: LineGate
    }

    private let clock: ClockText
    private let state: Mutex<State>

    /// Makes a renderer.
    /// - Parameters:
    ///   - output: where failures go.
    ///   - palette: the colours.
    ///   - clock: how times are shown.
    public init(output: any TextOutput, palette: Palette, clock: ClockText = .local) {
        state = Mutex(State(gate: LineGate(output: output, palette: palette)))
        self.clock = clock
    }

    /// Writes the failure a run ended with, and nothing else.
    public func receive(_ event: RunEvent) {
        state.withLock { state in
            _ = state.model.apply(event)
            guard case .runEnded(let outcome) = event.kind, outcome.exitCode != 0 else { return }
            let summary = RunSummary(outcome: outcome, model: state.model, at: event.at, clock: clock)
            state.gate.write(summary.lines)
        }
    }

    /// Keeps a failure back.
    public func pause() { state.withLock { $0.gate.close() } }

    /// Writes what was kept back.
    public func resume() { state.withLock { $0.gate.open() } }

    /// Writes what was kept back.
    public func finish() { resume() }
}
