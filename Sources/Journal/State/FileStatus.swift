public import Foundation

/// Owner, mode and identity of a file.
public struct FileStatus: Hashable, Sendable {
    /// The user it belongs to.
    public let owner: uid_t
    /// The group it belongs to.
    public let group: gid_t
    /// Kind and permissions.
    public let mode: mode_t
    /// The device it lies on.
    public let device: UInt64
    /// Its number there.
    public let number: UInt64

    /// Looks at a file; `nil` where there is none.
    public init?(_ path: String, followsLinks: Bool = true) {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    /// Looks at an open file.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// Whether it is a folder.
    public var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    /// Whether it is a regular file.
    public var isFile: Bool { mode & S_IFMT == S_IFREG }
    /// Whether it is a link.
    public var isLink: Bool { mode & S_IFMT == S_IFLNK }

    /// Whether two paths lead to one file.
    public func isSame(as other: FileStatus) -> Bool { device == other.device && number == other.number }

    /// Whether its group is its owner's alone: what the group may do then gives nothing away.
    public var isGroupOfOwner: Bool { UserNames.isGroup(group, ofUser: owner) }
}

extension Error {
    /// What the system says of it, without Foundation's words.
    package var systemReason: String {
        let error = self as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
        guard cause.domain == NSPOSIXErrorDomain else { return cause.localizedDescription }
        return SystemErrorText.text(Int32(clamping: cause.code))
    }
}
