import Glibc

/// Contents that take the place of a file's, whole or not at all: a reader sees the old ones or the new ones.
public struct FileReplacement: Sendable {
    /// What becomes of the permissions.
    public enum Access: Sendable {
        /// A file that is there keeps its own; a new one may be read by everybody.
        case kept
        /// The same, but nobody besides its owner and, where it is there, its group may read it.
        case secret
        /// Only its owner may read it.
        case owner
    }

    private let folder: OpenDescriptor
    private let name: String
    private let draft: String

    /// - Parameters:
    ///   - folder: the folder, open.
    ///   - name: the file's name in it.
    ///   - mark: what the draft is called after, so that one that was left behind is written over.
    public init(of name: String, in folder: OpenDescriptor, mark: String) {
        self.folder = folder
        self.name = name
        draft = ".\(name.prefix(100)).\(mark)"
    }

    /// Writes them. The file keeps its owner and its group as far as they may be given.
    /// - Throws: `PathError`, of kind `irregular` where something else than a file is there; then nothing has changed.
    public func write(_ bytes: [UInt8], access: Access) throws(PathError) {
        var status = stat()
        let old = fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
        if let old, old.st_mode & S_IFMT != S_IFREG { throw .irregular(name) }
        discard()
        let number = openat(folder.number, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw PathError(errno, name) }
        let file = OpenDescriptor(number)
        do throws(PathError) {
            try put(bytes, into: file)
            try permit(file, as: old, access)
            guard fsync(file.number) == 0, renameat(folder.number, draft, folder.number, name) == 0,
                fsync(folder.number) == 0
            else { throw PathError(errno, name) }
        } catch {
            discard()
            throw error
        }
    }

    /// Removes what a write that was cut short has left.
    public func discard() { unlinkat(folder.number, draft, 0) }

    private func put(_ bytes: [UInt8], into file: OpenDescriptor) throws(PathError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw PathError(errno, name) }
            rest = rest.dropFirst(count)
        }
    }

    private func permit(_ file: OpenDescriptor, as old: stat?, _ access: Access) throws(PathError) {
        guard let old else {
            guard fchmod(file.number, access == .kept ? 0o644 : 0o600) == 0 else { throw PathError(errno, name) }
            return
        }
        var mode = old.st_mode & 0o7777
        switch access {
        case .kept: break
        case .secret: mode &= ~0o007
        case .owner: mode &= 0o700
        }
        // Who is not root gives files to nobody else, and to groups of their own only.
        if fchown(file.number, old.st_uid, old.st_gid) != 0, fchown(file.number, uid_t.max, old.st_gid) != 0 {
            // What the old group was let do is not for another one.
            mode &= ~0o7070
        }
        guard fchmod(file.number, mode) == 0 else { throw PathError(errno, name) }
    }
}

extension FileReplacement {
    /// Writes a file by its path; links that lead to it are followed, and stay.
    /// - Throws: `PathError`.
    public static func write(_ bytes: [UInt8], to path: String) throws(PathError) {
        var place = path
        if let real = realpath(path, nil) {
            place = String(cString: real)
            free(real)
        }
        let parts = place.split(separator: "/").map(String.init)
        guard let name = parts.last else { throw PathError(EISDIR, path) }
        let folder = String(place.dropLast(name.count))
        let root = try RootedFolder(folder.isEmpty ? "." : folder)
        let opened = try root.open(".", flags: O_RDONLY | O_DIRECTORY)
        try FileReplacement(of: name, in: opened, mark: "\(getpid())").write(bytes, access: .kept)
    }
}
