import Foundation
import Synchronization

/// Loopback addresses no other test uses, so that all can publish the same ports.
enum Loopback {
    private static let next = Mutex(0)
    private static let process = Int(ProcessInfo.processInfo.processIdentifier)

    /// The first three parts of addresses of one's own: `127.x.y`.
    static func network() -> String {
        let number = next.withLock { next in
            next += 1
            return next
        }
        // Another test process on the same machine gets another second part.
        return "127.\(64 + process % 128).\(number % 250 + 1)"
    }
}
