public import Foundation
import Synchronization

/// Where text goes.
public protocol TextOutput: Sendable {
    /// Writes text as it is; what cannot be written is dropped.
    func write(_ text: String)
}

/// A file descriptor of this process.
public struct DescriptorOutput: TextOutput {
    /// The descriptor.
    public let descriptor: Int32
    private let fault = WriteFault()

    /// Makes an output.
    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Why something could not be written, in the system's words; `nil` where all was, and where only the reader has gone.
    public var loss: String? { fault.first.map { String(cString: strerror($0)) } }

    /// Whether it is a terminal.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes all of a text; gives up when the reader has gone.
    public func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes all of some bytes; gives up when the reader has gone.
    public func write(_ bytes: Data) { bytes.withUnsafeBytes { write($0) } }

    private func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Foundation.write(descriptor, start, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if errno == EAGAIN {
                // The terminal may share its open file with a program that made it non-blocking.
                var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            } else if errno != EINTR {
                // A reader that has gone had what it wanted.
                if errno != EPIPE { fault.note(errno) }
                return
            }
        }
    }
}

/// What first kept an output from being written.
private final class WriteFault: Sendable {
    private let code = Mutex<Int32?>(nil)

    var first: Int32? { code.withLock { $0 } }

    func note(_ error: Int32) { code.withLock { $0 = $0 ?? error } }
}
