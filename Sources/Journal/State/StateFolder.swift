public import Foundation

/// The folder of journal, logs and artifacts: private to one person, or shared by a group.
///
/// It is shared when its group may write to it and files in it get that group (mode 2770), as `moondock init --shared`
/// makes it. Who can write to it decides what runs, so one that others could have written to is rejected.
public struct StateFolder: Hashable, Sendable {
    /// The folder.
    public let url: URL
    /// Whether its group uses it too.
    public let isShared: Bool

    private static let sharedMode: mode_t = 0o2770
    private static let privateMode: mode_t = 0o700

    /// The mode of folders in it.
    private var folderMode: mode_t { isShared ? Self.sharedMode : Self.privateMode }
    /// The mode of files in it.
    private var fileMode: mode_t { isShared ? 0o660 : 0o600 }

    /// Makes the folder where it is missing.
    /// - Throws: `JournalError.unsafe` where others can write to it, or somebody else owns it.
    public init(_ url: URL) throws(JournalError) {
        self.url = url
        if let status = FileStatus(url.path) {
            guard status.isFolder else {
                throw .unusable(path: url.path, reason: "it is not a folder")
            }
            isShared = try Self.isShared(status, url)
            if !isShared, url.lastPathComponent == ".moondock", status.owner == geteuid(), status.mode & 0o077 != 0 {
                // From before it was private; what it holds was never for others.
                chmod(url.path, Self.privateMode)
            }
        } else {
            isShared = false
            try Self.make(url, mode: Self.privateMode)
        }
    }

    /// A folder that exists, looked at and left as it is.
    public init(existing url: URL) {
        self.url = url
        isShared = FileStatus(url.path).map(Self.isMarkedShared) ?? false
    }

    private static func isMarkedShared(_ status: FileStatus) -> Bool {
        status.mode & mode_t(S_ISGID) != 0 && status.mode & 0o070 == 0o070 && status.mode & 0o007 == 0
    }

    private static func isShared(_ status: FileStatus, _ url: URL) throws(JournalError) -> Bool {
        if isMarkedShared(status) { return true }
        guard status.owner == geteuid() || status.owner == 0 else {
            throw .unsafe(
                path: url.path, reason: "it belongs to \(UserNames.user(status.owner))",
                remedy:
                    "use it as \(UserNames.user(status.owner)), or have it shared by a group: moondock init --shared")
        }
        if status.mode & 0o002 != 0 || (status.mode & 0o020 != 0 && !status.isGroupOfOwner) {
            let who = status.mode & 0o002 != 0 ? "everybody" : "the group \(UserNames.group(status.group))"
            throw .unsafe(
                path: url.path, reason: "\(who) can write to it",
                remedy: "look at what is in it, then: chmod go-w \(url.path)")
        }
        return false
    }

    private static func make(_ url: URL, mode: mode_t) throws(JournalError) {
        let parent = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        } catch {
            throw .unusable(path: url.path, reason: error.systemReason)
        }
        guard mkdir(url.path, mode) == 0 || errno == EEXIST else {
            throw .unusable(path: url.path, reason: SystemErrorText.text(errno))
        }
        // The mask of this process takes from the group what the folder gives it.
        if mode == sharedMode { chmod(url.path, mode) }
    }
}

extension StateFolder {
    /// Makes the folders that a file in it lies in.
    public func makeFolder(for file: URL) throws(JournalError) {
        let root = url.standardizedFileURL.path
        let folder = file.deletingLastPathComponent().standardizedFileURL
        guard folder.path != root, folder.path.hasPrefix(root + "/") else { return }
        try makeFolder(for: folder)
        guard FileStatus(folder.path)?.isFolder != true else { return }
        guard mkdir(folder.path, folderMode) == 0 || errno == EEXIST else {
            throw .unusable(path: folder.path, reason: SystemErrorText.text(errno))
        }
        if isShared { chmod(folder.path, folderMode) }
    }

    /// Opens a file in it, and makes it where it is missing.
    /// - Returns: the descriptor.
    public func open(_ file: URL, _ flags: Int32) throws(JournalError) -> Int32 {
        let descriptor = Foundation.open(file.path, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, fileMode)
        guard descriptor >= 0 else { throw .unusable(path: file.path, reason: SystemErrorText.text(errno)) }
        protect(descriptor)
        return descriptor
    }

    /// Gives a file of one's own the mode that files here have.
    private func protect(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o777 != fileMode else {
            return
        }
        fchmod(descriptor, fileMode)
    }

    /// Gives a file of one's own the mode that files here have, without opening it: SQLite loses its locks of a file
    /// when this process closes another descriptor of it.
    package func protect(_ file: URL) {
        guard let status = FileStatus(file.path), status.isFile, status.owner == geteuid(),
            status.mode & 0o777 != fileMode
        else { return }
        chmod(file.path, fileMode)
    }

    /// Has a group use the folder and all that is in it.
    /// - Throws: `JournalError.unusable` naming what could not be changed.
    public static func share(_ url: URL, with group: gid_t) throws(JournalError) -> StateFolder {
        if FileStatus(url.path) == nil { try make(url, mode: privateMode) }
        let inside = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        for path in [url.path] + inside.map({ url.appendingPathComponent($0).path }) {
            guard let status = FileStatus(path, followsLinks: false), !status.isLink else { continue }
            let mode: mode_t = status.isFolder ? sharedMode : 0o660
            guard lchown(path, uid_t.max, group) == 0, chmod(path, mode) == 0 else {
                throw .unusable(path: path, reason: SystemErrorText.text(errno))
            }
        }
        return StateFolder(existing: url)
    }
}
