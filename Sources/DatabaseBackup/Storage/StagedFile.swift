import Crypto
import Synchronization
import TextFormats

/// A file being written into a stage: counts and hashes what passes through it.
final class StagedFile: Sendable {
    private struct State {
        var bytes: Int64 = 0
        var hash = SHA256()
    }

    let name: String
    private let state = Mutex(State())
    private let file: OpenFile

    /// How many bytes it has.
    var bytes: Int64 { state.withLock { $0.bytes } }

    /// Creates the file; it must not exist.
    init(_ name: String, in directory: Directory) throws {
        self.name = name
        file = try directory.createFile(name)
    }

    func write(_ buffer: UnsafeRawBufferPointer) throws(SystemCallError) {
        try file.write(buffer)
        state.withLock { state in
            state.hash.update(bufferPointer: buffer)
            state.bytes += Int64(buffer.count)
        }
    }

    /// Makes the file durable and describes it.
    func finish() throws(SystemCallError) -> StoredFile {
        try file.synchronize()
        return state.withLock { state in
            StoredFile(name: name, bytes: state.bytes, sha256: state.hash.finalize().hexadecimal)
        }
    }
}
