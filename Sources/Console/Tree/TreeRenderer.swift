public import Journal
public import Recipes
public import RunReports
import Synchronization

/// Shows a run as a live tree on a terminal: what is finished scrolls up, what runs is redrawn below it.
public final class TreeRenderer: RunRenderer {
    /// The least time between two frames, in seconds.
    static let frameInterval = 0.1

    private struct State {
        var screen: TreeScreen
        var lastFrameAt: Timestamp?
        var isFinished = false
    }

    private let output: any TextOutput
    private let size: @Sendable () -> TerminalSize
    private let now: @Sendable () -> Timestamp
    private let state: Mutex<State>
    private let ticker = Mutex<Task<Void, Never>?>(nil)

    /// Makes a renderer. Nothing moves by itself before `start()`.
    /// - Parameters:
    ///   - output: the terminal.
    ///   - palette: the colours.
    ///   - clock: how times are shown.
    ///   - showsDebug: whether to show what a recipe logs for whoever looks for a fault.
    ///   - size: the terminal's present size.
    ///   - now: the present moment.
    public init(
        output: any TextOutput, palette: Palette, clock: ClockText = .local, showsDebug: Bool = false,
        size: @escaping @Sendable () -> TerminalSize, now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.output = output
        self.size = size
        self.now = now
        state = Mutex(State(screen: TreeScreen(palette: palette, clock: clock, showsDebug: showsDebug)))
    }

    deinit { ticker.withLock { $0?.cancel() } }

    /// Begins to redraw ten times a second, until `finish()`.
    public func start() {
        ticker.withLock { ticker in
            guard ticker == nil else { return }
            ticker = Task { [weak self] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(Self.frameInterval))
                    guard let self else { return }
                    self.draw()
                }
            }
        }
    }

    /// Takes an event; draws at once unless a frame was drawn just now.
    public func receive(_ event: RunEvent) {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.screen.receive(event, size: size())
            let moment = now()
            let isDue = state.lastFrameAt.map { moment.seconds(since: $0) >= Self.frameInterval } ?? true
            if case .runEnded = event.kind { draw(&state, at: moment) } else if isDue { draw(&state, at: moment) }
        }
    }

    /// Draws a frame if anything has changed.
    func draw() {
        state.withLock { state in
            if !state.isFinished { draw(&state, at: now()) }
        }
    }

    /// Clears the live region and shows the cursor, so that something else can use the terminal.
    public func pause() { state.withLock { output.write($0.screen.pause(now: now(), size: size())) } }

    /// Writes the lines kept back and draws again.
    public func resume() {
        state.withLock { state in
            state.screen.resume()
            if !state.isFinished { draw(&state, at: now()) }
        }
    }

    /// Writes what is left, clears the live region and shows the cursor.
    public func finish() {
        ticker.withLock { $0?.cancel() }
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            output.write(state.screen.finish(now: now(), size: size()))
        }
    }

    private func draw(_ state: inout State, at moment: Timestamp) {
        let frame = state.screen.frame(now: moment, size: size())
        guard !frame.isEmpty else { return }
        output.write(frame)
        // After it was made: a frame of thousands of steps takes a while, and events go on between two of them.
        state.lastFrameAt = max(moment, now())
    }
}
