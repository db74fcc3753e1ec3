import Console
import Synchronization

/// Keeps what is written.
final class CapturedOutput: TextOutput {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    func write(_ text: String) { written.withLock { $0 += text } }
}
