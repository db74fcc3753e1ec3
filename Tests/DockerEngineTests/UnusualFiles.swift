import Foundation

/// A socket in the file system, with nobody behind it.
enum UnixSocket {
    static func bind(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}

/// A file whose name ends with one byte that is no UTF-8.
enum Latin1File {
    static func create(_ stem: String, _ byte: UInt8, in directory: String) throws {
        let descriptor = withPath("\(directory)/\(stem)", byte) { open($0, O_WRONLY | O_CREAT | O_EXCL, 0o644) }
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        close(descriptor)
    }

    static func link(_ path: String, to stem: String, _ byte: UInt8) throws {
        let result = withPath(stem, byte) { symlink($0, path) }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    private static func withPath(_ text: String, _ byte: UInt8, _ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
        let bytes = text.utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: byte), 0]
        return bytes.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? -1 }
    }
}
