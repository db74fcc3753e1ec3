import CProcess
import Glibc
public import SystemPackage

/// What a program reads from its standard input, all of it ready before the program begins.
///
/// A file in memory in the place of a pipe: nobody has to write while the program runs, so a program may end, or be ended,
/// without having read it.
public struct ProcessInput: ~Copyable {
    /// The file, at its beginning. It is closed with this value.
    public let descriptor: FileDescriptor

    /// Makes one.
    /// - Throws: `Errno` where there is no memory for it.
    public init(_ bytes: [UInt8]) throws(Errno) { descriptor = try Self.file(bytes) }

    deinit { close(descriptor.rawValue) }

    private static func file(_ bytes: [UInt8]) throws(Errno) -> FileDescriptor {
        let number = cps_memory_file("input")
        guard number >= 0 else { throw Errno(rawValue: errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let reason = Errno(rawValue: errno)
                close(number)
                throw reason
            }
            rest = rest.dropFirst(count)
        }
        lseek(number, 0, SEEK_SET)
        return FileDescriptor(rawValue: number)
    }
}
