import Journal
public import Recipes
public import RunReports
import Synchronization

/// Shows a run as a log: one line for each thing worth reading.
public final class PlainRenderer: RunRenderer {
    private struct State {
        var model = RunModel()
        var gate: LineGate
    }

    private let layout: PlainLayout
    private let showsDebug: Bool
    private let state: Mutex<State>

    /// Makes a renderer.
    /// - Parameters:
    ///   - output: where the lines go.
    ///   - palette: the colours.
    ///   - clock: how times are shown.
    ///   - showsDebug: whether to show what a recipe logs for whoever looks for a fault.
    public init(output: any TextOutput, palette: Palette, clock: ClockText = .local, showsDebug: Bool = false) {
        state = Mutex(State(gate: LineGate(output: output, palette: palette)))
        layout = PlainLayout(clock: clock)
        self.showsDebug = showsDebug
    }

    /// Writes the lines of an event.
    public func receive(_ event: RunEvent) {
        state.withLock { state in
            var lines = state.model.apply(event).filter { showsDebug || $0.marker != .debug }
                .flatMap { layout.lines($0, at: event.at, in: state.model) }
            if case .runEnded(let outcome) = event.kind {
                let summary = RunSummary(outcome: outcome, model: state.model, at: event.at, clock: layout.clock)
                lines += summary.lines
            }
            state.gate.write(lines)
        }
    }

    /// Keeps lines back.
    public func pause() { state.withLock { $0.gate.close() } }

    /// Writes the lines kept back.
    public func resume() { state.withLock { $0.gate.open() } }

    /// Writes the lines kept back.
    public func finish() { resume() }
}
