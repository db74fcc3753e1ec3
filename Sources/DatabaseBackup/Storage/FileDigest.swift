import Crypto
import Glibc
import TextFormats

/// Size and SHA-256 of a stored file, taken by reading all of it.
struct FileDigest: Hashable {
    let bytes: Int64
    let sha256: String

    private static let chunk = 1 << 20

    /// Reads a regular file.
    /// - Parameters:
    ///   - name: the file's name in the directory.
    ///   - directory: where it lies.
    ///   - fromDevice: drop the kernel's cached copy first, so that the bytes come from the device.
    /// - Throws: `CancellationError` when the task is cancelled, `SystemCallError` otherwise.
    init(of name: String, in directory: Directory, fromDevice: Bool = false) throws {
        let file = try directory.openFile(name)
        guard try file.status().st_mode & S_IFMT == S_IFREG else {
            throw SystemCallError("open", path: file.path, number: EINVAL)
        }
        if fromDevice { file.dropCache() }
        var hash = SHA256()
        var total: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            try Task.checkCancellation()
            let count = try file.read(into: buffer)
            if count == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            total += Int64(count)
        }
        bytes = total
        sha256 = hash.finalize().hexadecimal
    }
}
