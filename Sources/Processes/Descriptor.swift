internal import CProcesses
internal import Glibc

/// An open file of this process, which is closed with its last owner.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}

/// A pipe between this process, whose end never blocks, and a program.
struct Pipe {
    let own: Descriptor
    let other: Descriptor

    /// - Parameter reads: whether this process reads and the program writes.
    init(reads: Bool, for name: String) throws(ProgramError) {
        var (own, other): (Int32, Int32) = (-1, -1)
        let status = mdl_pipe(reads, &own, &other)
        guard status == 0 else { throw ProgramError(status, starting: name) }
        self.own = Descriptor(own)
        self.other = Descriptor(other)
    }
}

/// Wakes a thread that waits for descriptors.
final class Alarm: Sendable {
    let descriptor: Int32

    init(for name: String) throws(ProgramError) {
        descriptor = mdl_alarm()
        guard descriptor >= 0 else { throw ProgramError(errno, starting: name) }
    }

    deinit { close(descriptor) }

    func raise() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
    }
}
