import Synchronization

/// An outcome that one closure hands to another.
final class Handed: Sendable {
    private let state = Mutex<CommandOutcome?>(nil)

    var value: CommandOutcome? { state.withLock { $0 } }

    func give(_ outcome: CommandOutcome) { state.withLock { $0 = outcome } }
}
