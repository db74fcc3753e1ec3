import CFileSystem
import Glibc

/// A folder whose files are opened by paths that cannot leave it, whatever is put in their way meanwhile.
public struct RootedFolder: Sendable {
    /// What becomes of links on the way.
    public enum Links: Sendable {
        /// They are followed as long as they stay inside.
        case inside
        /// There must be none.
        case never
    }

    /// The folder's path, without links.
    public let path: String
    let root: OpenDescriptor
    /// Whether the kernel is asked to resolve paths; else that is done here.
    let usesKernel: Bool

    /// Opens the folder; links that lead to it are followed.
    /// - Throws: `PathError`.
    public init(_ path: String) throws(PathError) { try self.init(path, usesKernel: true) }

    init(_ path: String, usesKernel: Bool) throws(PathError) {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw PathError(errno, path) }
        root = OpenDescriptor(number)
        guard let path = root.path else { throw PathError(ENOENT, path) }
        self.path = path
        self.usesKernel = usesKernel
    }

    /// Opens a file or folder.
    /// - Parameters:
    ///   - path: the path from this folder on.
    ///   - flags: as `open` takes them; where they are left out, it is only looked at.
    ///   - mode: the permissions of a file that is made.
    /// - Throws: `PathError`.
    public func open(
        _ path: String, flags: Int32? = nil, mode: UInt32 = 0, links: Links = .inside
    ) throws(PathError) -> OpenDescriptor {
        guard !path.utf8.contains(0), !path.isEmpty else { throw PathError(EINVAL, path) }
        let flags = flags ?? cfs_o_path
        if usesKernel, let opened = try openByKernel(path, flags, mode, links) { return opened }
        var walk = FolderWalk(root: root, path: path, links: links)
        return try walk.open(flags, mode)
    }

    /// - Returns: `nil` where the kernel cannot do it.
    private func openByKernel(
        _ path: String, _ flags: Int32, _ mode: UInt32, _ links: Links
    ) throws(PathError) -> OpenDescriptor? {
        var resolve = UInt64(CFS_RESOLVE_BENEATH | CFS_RESOLVE_NO_MAGICLINKS)
        if links == .never { resolve |= UInt64(CFS_RESOLVE_NO_SYMLINKS) }
        let how = UInt64(UInt32(bitPattern: flags | O_CLOEXEC))
        // Whoever renames folders all the time can have the kernel give up; then the walk below decides.
        for _ in 0..<8 {
            let number = cfs_openat2(root.number, path, how, UInt64(mode), resolve)
            if number >= 0 { return OpenDescriptor(number) }
            switch errno {
            case EAGAIN, EINTR: continue
            case ENOSYS, EPERM, E2BIG, EINVAL: return nil
            case let error: throw PathError(error, path)
            }
        }
        return nil
    }

    /// The path from here on of one that has no links; `nil` where it lies elsewhere.
    public func relative(_ path: String) -> String? {
        if path == self.path { return "." }
        let prefix = self.path == "/" ? "/" : self.path + "/"
        return path.utf8.starts(with: prefix.utf8) ? String(path.utf8.dropFirst(prefix.utf8.count)) : nil
    }
}

/// Why a path leads to nothing that may be opened.
public struct PathError: Error, Hashable, Sendable {
    /// The kinds of reasons.
    public enum Kind: Hashable, Sendable {
        /// There is no such file.
        case missing
        /// It leads out of its folder.
        case outside
        /// It leads through a link where there must be none, or through too many.
        case link
        /// It leads through what is no folder, or to one that is none.
        case notFolder
        /// It is neither a file nor a folder.
        case irregular
        /// The system says no.
        case system
    }

    /// The path as it was given.
    public let path: String
    /// The reason.
    public let kind: Kind
    /// The system's number of the error.
    public let number: Int32

    init(_ number: Int32, _ path: String) {
        self.number = number
        self.path = path
        kind =
            switch number {
            case ENOENT: .missing
            case EXDEV: .outside
            case ELOOP: .link
            case ENOTDIR: .notFolder
            default: .system
            }
    }

    /// The error of what is no regular file.
    public static func irregular(_ path: String) -> PathError { PathError(EINVAL, path, .irregular) }

    private init(_ number: Int32, _ path: String, _ kind: Kind) {
        (self.number, self.path, self.kind) = (number, path, kind)
    }

    /// The error of what leads through a link.
    public static func link(_ path: String) -> PathError { PathError(ELOOP, path) }

    /// The error of a file that is not there.
    public static func missing(_ path: String) -> PathError { PathError(ENOENT, path) }

    /// The reason in the system's words.
    public var reason: String { String(cString: strerror(number)) }
}
