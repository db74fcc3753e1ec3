internal import Crypto
internal import Glibc
internal import TextFormats

/// The folder of the sockets by which ssh's connections are shared: this user's alone, and with a short path, since the
/// system allows a socket's path 107 bytes.
struct ControlDirectory: Sendable {
    let path: String

    /// The folder of this user; made where it is not there.
    /// - Throws: `MachineError` of kind `badSettings` where others could put something into it.
    init(environment: [String: String], for machine: String) throws(MachineError) {
        let runtime = environment["XDG_RUNTIME_DIR"].flatMap { Self.isOwn($0) && $0.utf8.count < 40 ? $0 : nil }
        let path = runtime.map { "\($0)/moondock" } ?? "/tmp/moondock-\(geteuid())"
        mkdir(path, 0o700)
        guard Self.isOwn(path) else {
            throw MachineError(
                .badSettings, machine, "the folder \(path) for ssh's sockets is not this user's alone",
                advice: "remove it, or: chown \(geteuid()) \(path) && chmod 700 \(path)")
        }
        self.path = path
    }

    /// Whether a folder is this user's, and closed to others.
    private static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
            && status.st_mode & 0o077 == 0
    }

    /// The path of something of this folder that is named after texts.
    func place(_ texts: [String], _ ending: String = "") -> String {
        var hash = SHA256()
        for text in texts { hash.update(data: Array(text.utf8) + [0]) }
        return "\(path)/\(hash.finalize().hexadecimal.prefix(16))\(ending)"
    }
}

/// A lock that processes of this machine have on a file, as long as they live.
final class FileLock: Sendable {
    private let file: Int32

    /// Takes a lock, and waits for it.
    /// - Parameter isShared: whether others may have it, too.
    init?(_ path: String, isShared: Bool) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        while flock(file, isShared ? LOCK_SH : LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(file)
                return nil
            }
        }
        self.file = file
    }

    deinit { close(file) }

    /// Whether nobody else has it. From then on nobody else gets it.
    func isLast() -> Bool { flock(file, LOCK_EX | LOCK_NB) == 0 }
}

/// A socket in the file system.
enum LocalSocket {
    /// Connects; -1 where nobody listens.
    static func connect(_ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return -1 }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if status == 0 { return file }
        close(file)
        return -1
    }

    /// Whether somebody listens.
    static func isServed(_ path: String) -> Bool {
        let file = connect(path)
        if file < 0 { return false }
        close(file)
        return true
    }

    /// Whether whoever listens closes the connection within some time, though nothing was sent.
    static func isClosedAtOnce(_ path: String, within milliseconds: Int32) -> Bool {
        let file = connect(path)
        if file < 0 { return true }
        defer { close(file) }
        var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return recv(file, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0 || request.revents & Int16(POLLHUP) != 0
    }
}
