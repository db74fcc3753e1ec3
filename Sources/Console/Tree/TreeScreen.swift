import Journal
import Recipes
import RunReports

/// What a live tree has drawn and has yet to draw. Makes the bytes of each frame and does no output itself.
struct TreeScreen {
    private let palette: Palette
    private let clock: ClockText
    private let showsDebug: Bool

    private var model = RunModel()
    private var pending: [StyledText] = []
    /// The widths of the rows on the terminal that the next frame replaces.
    private var drawn: [Int] = []
    private var lastRegion: [StyledText] = []
    private var isPaused = false
    private var isCursorHidden = false

    init(palette: Palette, clock: ClockText, showsDebug: Bool) {
        self.palette = palette
        self.clock = clock
        self.showsDebug = showsDebug
    }

    /// Takes an event.
    mutating func receive(_ event: RunEvent, size: TerminalSize) {
        let layout = TreeLayout(clock: clock)
        pending += model.apply(event).filter { !$0.marker.isShownLive && (showsDebug || $0.marker != .debug) }
            .flatMap { layout.lines($0, at: event.at, width: size.columns) }
        if case .runEnded(let outcome) = event.kind {
            pending += RunSummary(outcome: outcome, model: model, at: event.at, clock: clock).lines
            model = RunModel()
        }
    }

    /// What to write so that the terminal shows the present state; empty when it does already.
    mutating func frame(now: Timestamp, size: TerminalSize) -> String {
        guard !isPaused else { return "" }
        let region = LiveRegion(model: model, now: now, clock: clock).lines(in: size)
        let isUnchanged = pending.isEmpty && region == lastRegion && rowsDrawn(columns: size.columns) == drawn.count
        if isUnchanged { return "" }
        var text = TerminalControl.beginFrame
        if !isCursorHidden, !region.isEmpty { text += TerminalControl.hideCursor }
        text += TerminalControl.up(rowsDrawn(columns: size.columns))
        if !pending.isEmpty { text += TerminalControl.clearBelow }
        for line in pending { text += line.rendered(palette) + "\n" }
        text += TerminalControl.wrapOff
        // Cleared first: after a row that fills the line, clearing would take its last character away.
        for line in region { text += TerminalControl.clearToEndOfLine + line.rendered(palette) + "\n" }
        text += TerminalControl.wrapOn + TerminalControl.clearBelow
        if isCursorHidden, region.isEmpty { text += TerminalControl.showCursor }
        isCursorHidden = !region.isEmpty
        pending = []
        lastRegion = region
        drawn = region.map(\.width)
        return text + TerminalControl.endFrame
    }

    /// Clears the live region and keeps lines back from now on.
    mutating func pause(now: Timestamp, size: TerminalSize) -> String {
        guard !isPaused else { return "" }
        var text = cleared(now: now, size: size)
        isPaused = true
        if isCursorHidden { text += TerminalControl.showCursor }
        isCursorHidden = false
        return text
    }

    /// Draws again from the next frame on.
    mutating func resume() { isPaused = false }

    /// Clears the live region, writes what is left and shows the cursor.
    mutating func finish(now: Timestamp, size: TerminalSize) -> String {
        isPaused = false
        model = RunModel()
        return frame(now: now, size: size)
    }

    private mutating func cleared(now: Timestamp, size: TerminalSize) -> String {
        let whole = model
        model = RunModel()
        defer { model = whole }
        return frame(now: now, size: size)
    }

    /// How many rows the last frame takes by now: terminals wrap lines anew when they become narrower.
    private func rowsDrawn(columns: Int) -> Int {
        drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
    }
}
