import Foundation
import Synchronization

/// Kills this process, as `kill -9` would, when it passes a point for the n-th time.
final class KillSwitch: Sendable {
    private let passed = Atomic(0)
    private let fatal: Int?

    /// - Parameter fatal: which point is the last, from 1; `nil` for none.
    init(fatal: Int?) { self.fatal = fatal }

    /// How many points were passed.
    var count: Int { passed.load(ordering: .relaxed) }

    func pass() {
        let number = passed.wrappingAdd(1, ordering: .relaxed).newValue
        guard number == fatal else { return }
        kill(getpid(), SIGKILL)
        // The signal is on its way; nothing more may happen.
        while true { pause() }
    }
}
