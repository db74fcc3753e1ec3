internal import Glibc
internal import Synchronization
internal import Threads

/// A socket whose writes never block the caller.
final class WorkerSocket: Sendable {
    private struct State {
        var isOpen = true
        var isDraining = false
        var isFinished = false
        var pending: [UInt8] = []
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Blocks until bytes come. 0 or less: the connection ended.
    func read(into buffer: inout [UInt8]) -> Int {
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count
        }
    }

    /// Sends what the socket takes now, and starts a thread for the rest.
    func send(_ bytes: [UInt8]) {
        let needsThread = state.withLock { state in
            guard state.isOpen, !state.isFinished else { return false }
            if state.isDraining {
                state.pending += bytes
                return false
            }
            let sent = write(bytes[...], flags: Int32(MSG_DONTWAIT))
            guard sent < bytes.count else { return false }
            state.pending = Array(bytes[sent...])
            state.isDraining = true
            return true
        }
        // What cannot be sent cannot be left out either: the worker is lost.
        if needsThread, !SystemThread.start({ self.drain() }) { abandon() }
    }

    /// Ends the direction to the worker, once all is sent.
    func finishSending() {
        state.withLock { state in
            state.isFinished = true
            if state.isOpen, !state.isDraining { _ = shutdown(descriptor, Int32(SHUT_WR)) }
        }
    }

    /// Ends both directions; the reader sees the end and closes the descriptor.
    func shutDown() {
        state.withLock { if $0.isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    /// Closes the descriptor. Nobody may read any more.
    func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            // A thread that still drains closes the descriptor when it is done with it.
            if state.isDraining { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } else { _ = Glibc.close(descriptor) }
        }
    }

    /// Ends both directions when the rest of a message has nobody who would send it.
    private func abandon() {
        state.withLock { state in
            state.isDraining = false
            state.pending = []
            if state.isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } else { _ = Glibc.close(descriptor) }
        }
    }

    /// Whether bytes are there that nobody has read yet.
    var hasUnread: Bool {
        state.withLock { state in
            var count: Int32 = 0
            return state.isOpen && ioctl(descriptor, UInt(FIONREAD), &count) == 0 && count > 0
        }
    }

    private func drain() {
        while true {
            let chunk = state.withLock { state -> [UInt8] in
                defer { state.pending = [] }
                if state.pending.isEmpty || !state.isOpen {
                    state.isDraining = false
                    if !state.isOpen {
                        _ = Glibc.close(descriptor)
                    } else if state.isFinished {
                        _ = shutdown(descriptor, Int32(SHUT_WR))
                    }
                    return []
                }
                return state.pending
            }
            if chunk.isEmpty { return }
            var rest = chunk[...]
            while !rest.isEmpty {
                let sent = write(rest, flags: 0)
                if sent == 0 { break }
                rest = rest.dropFirst(sent)
            }
        }
    }

    /// The bytes that were written; 0 when none could be.
    private func write(_ bytes: ArraySlice<UInt8>, flags: Int32) -> Int {
        bytes.withUnsafeBytes { raw in
            while true {
                let count = Glibc.send(descriptor, raw.baseAddress, raw.count, flags | Int32(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                return max(0, count)
            }
        }
    }
}
