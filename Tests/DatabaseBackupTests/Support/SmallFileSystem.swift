import Foundation
import Glibc

/// A file system of a few megabytes, so that it can be filled up. Needs root.
final class SmallFileSystem: Sendable {
    static let isAvailable = geteuid() == 0

    let path: String
    private let directory: TemporaryDirectory

    init(megabytes: Int) throws {
        directory = try TemporaryDirectory()
        path = directory.path
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }
}
