import Foundation
import Glibc

/// A private directory (0700) for what must not outlive a run, such as a password file. It serves as the home
/// directory of client tools too, so that they find none of the user's own settings.
final class RuntimeDirectory: Sendable {
    private static let prefix = "moondock-database-"
    /// A directory younger than this may belong to a run that has not locked it yet.
    private static let unlockedAge: Double = 60

    let path: String
    private let parent: Directory
    private let directory: Directory
    private let name: String

    /// Makes the directory and removes those that killed runs left in the same place.
    /// - Parameter parent: absolute path of an existing directory, usually `XDG_RUNTIME_DIR`.
    init(in parent: String) throws {
        self.parent = try Directory.open(parent)
        Self.sweep(self.parent)
        name = Self.prefix + UUID().uuidString
        directory = try self.parent.makeSubdirectory(name)
        path = directory.path
        _ = flock(directory.descriptor, LOCK_EX | LOCK_NB)
    }

    deinit {
        try? parent.removeTree(name)
    }

    /// Writes a file only its owner may read.
    /// - Returns: its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = try directory.createFile(name)
        try Array(text.utf8).withUnsafeBytes { bytes in try file.write(bytes) }
        return file.path
    }

    private static func sweep(_ parent: Directory) {
        for name in (try? parent.entries()) ?? [] where name.hasPrefix(prefix) {
            guard let stale = try? parent.openSubdirectory(name), isAbandoned(stale) else { continue }
            try? parent.removeTree(name)
        }
    }

    private static func isAbandoned(_ directory: Directory) -> Bool {
        var status = stat()
        guard fstat(directory.descriptor, &status) == 0, status.st_uid == geteuid() else { return false }
        let age = Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec)
        return age > unlockedAge && flock(directory.descriptor, LOCK_EX | LOCK_NB) == 0
    }
}
