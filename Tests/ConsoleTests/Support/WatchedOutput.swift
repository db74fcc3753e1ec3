import Console
import Synchronization

/// Keeps what is written and wakes whoever waits for some of it.
final class WatchedOutput: TextOutput {
    private struct State {
        var text = ""
        var waiting: [(end: String, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var text: String { state.withLock { $0.text } }

    func write(_ text: String) {
        state.withLock { state in
            state.text += text
            for waiter in state.waiting where state.text.contains(waiter.end) { waiter.continuation.resume() }
            state.waiting.removeAll { state.text.contains($0.end) }
        }
    }

    /// Waits until some text has been written.
    func wait(for end: String) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.text.contains(end) { return continuation.resume() }
                state.waiting.append((end, continuation))
            }
        }
    }
}
