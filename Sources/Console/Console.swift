public import Foundation
import LuaValues
public import Recipes

/// The terminal's view of a run: what a recipe returns goes to standard output, everything else to standard error.
/// With `json`, all of it is one stream on standard output.
///
/// The process should ignore SIGPIPE; writes to a reader that has gone are then dropped.
public struct Console: RunRenderer {
    /// The style in use, never `auto`.
    public let style: ProgressStyle
    /// The colours of standard error.
    public let palette: Palette

    private let renderer: any RunRenderer
    private let results: DescriptorOutput

    /// Chooses how to show a run.
    /// - Parameters:
    ///   - style: what was requested.
    ///   - color: when to use colours.
    ///   - showsDebug: whether to show what a recipe logs for whoever looks for a fault.
    ///   - environment: the process's environment.
    ///   - standardOutput: the descriptor for results.
    ///   - standardError: the descriptor for everything else.
    /// - Throws: `ConsoleError` when a live tree is requested and cannot be drawn.
    public init(
        style: ProgressStyle = .auto, color: ColorMode = .auto, showsDebug: Bool = false,
        environment: [String: String] = ProcessInfo.processInfo.environment, standardOutput: Int32 = STDOUT_FILENO,
        standardError: Int32 = STDERR_FILENO
    ) throws(ConsoleError) {
        let screen = DescriptorOutput(standardError)
        results = DescriptorOutput(standardOutput)
        self.style = try style.resolved(environment: environment, isTerminal: screen.isTerminal)
        let isColored = color.isEnabled(environment: environment, isTerminal: screen.isTerminal)
        palette = Palette(isColored: isColored)
        switch self.style {
        case .json: renderer = JSONRenderer(output: results)
        case .quiet: renderer = QuietRenderer(output: screen, palette: palette)
        case .auto, .plain: renderer = PlainRenderer(output: screen, palette: palette, showsDebug: showsDebug)
        case .tty:
            let tree = TreeRenderer(output: screen, palette: palette, showsDebug: showsDebug) {
                TerminalSize.of(descriptor: standardError) ?? .classic
            }
            tree.start()
            renderer = tree
        }
    }

    /// Shows an event; the result of the recipe goes to standard output.
    public func receive(_ event: RunEvent) {
        renderer.receive(event)
        guard style != .json, case .runEnded(.done(let value)) = event.kind else { return }
        if let text = ResultText.text(value, isTerminal: results.isTerminal) { results.write(text) }
    }

    /// Why a result or an event could not be written to standard output; `nil` where all of them were.
    public var loss: String? { results.loss }

    /// Clears what is redrawn, so that a question can be asked on the same terminal.
    public func pause() { renderer.pause() }

    /// Goes on after a pause.
    public func resume() { renderer.resume() }

    /// Shows what is left and gives the terminal back as it was.
    public func finish() { renderer.finish() }

    /// Shows the cursor again. Safe in a signal handler; does nothing where there is no terminal.
    public static func restoreCursor() { TerminalControl.restore(descriptor: STDERR_FILENO) }
}
