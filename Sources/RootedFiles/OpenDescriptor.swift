import CFileSystem
import Glibc

/// An open file or folder, closed when its owner lets go of it.
public final class OpenDescriptor: Sendable {
    /// The descriptor.
    public let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The one path without links by which the kernel knows it now; `nil` where it has none.
    public var path: String? {
        let link = "/proc/self/fd/\(number)"
        guard let path = Self.target({ readlink(link, $0, $1) }), path.hasPrefix("/") else { return nil }
        // A file that was removed keeps its name with a word behind it; what has such a name is known by its identity.
        if path.hasSuffix(" (deleted)"), FileIdentity(path) != identity { return nil }
        return path
    }

    /// What distinguishes it from every other file of the machine.
    public var identity: FileIdentity? { status.map(FileIdentity.init) }

    /// Whether it is a folder.
    public var isFolder: Bool { status.map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// What a link says.
    /// - Parameter read: fills a buffer and gives the count.
    static func target(_ read: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = read(start, buffer.count)
            guard count > 0, count < buffer.count else { return nil }
            return String(validating: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }

    var isLink: Bool { status.map { $0.st_mode & S_IFMT == S_IFLNK } ?? false }

    private var status: stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }
}

/// The device and the number of a file on it: two paths lead to the same file where these are the same.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// The file at a path, links not followed; `nil` where there is none.
    public init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

extension OpenDescriptor {
    /// Looks at what a path leads to, wherever that is: links are followed.
    /// - Throws: `PathError`.
    public static func following(_ path: String) throws(PathError) -> OpenDescriptor {
        guard !path.utf8.contains(0) else { throw PathError(EINVAL, path) }
        let number = Glibc.open(path, cfs_o_path | O_CLOEXEC)
        guard number >= 0 else { throw PathError(errno, path) }
        return OpenDescriptor(number)
    }
}
