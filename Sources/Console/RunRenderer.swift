public import Recipes

/// Shows the events of a run. Calls come from any thread, one event after the other.
public protocol RunRenderer: Sendable {
    /// Shows an event.
    func receive(_ event: RunEvent)

    /// Clears what is redrawn and keeps back further lines, so that something else can use the terminal.
    func pause()

    /// Shows what was kept back and goes on.
    func resume()

    /// Shows what is left and gives the terminal back as it was. May be called more than once.
    func finish()
}
