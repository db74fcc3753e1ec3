import Foundation

/// Wakes a thread that waits for input: a pipe that is readable once somebody has interrupted.
final class Interruption: Sendable {
    /// Readable after an interruption.
    let descriptor: Int32
    private let writer: Int32

    /// Makes one, or nothing when the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (descriptor, writer) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(writer)
    }

    /// Interrupts, now or before the waiting begins.
    func signal() {
        var byte: UInt8 = 0
        _ = write(writer, &byte, 1)
    }
}
