import Foundation
import Glibc

/// The user a PostgreSQL server runs as: ourselves, or `postgres` when we are root, which the server rejects.
struct ServerAccount: Sendable {
    private static let name = "postgres"
    private let identifiers: (user: uid_t, group: gid_t)?

    init() throws {
        guard geteuid() == 0 else {
            identifiers = nil
            return
        }
        guard let entry = getpwnam(Self.name) else {
            throw ClusterError(message: "there is no user '\(Self.name)' to run the server as")
        }
        identifiers = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// Gives a file or directory to the account.
    func own(_ file: URL) throws {
        guard let identifiers, chown(file.path, identifiers.user, identifiers.group) != 0 else { return }
        throw ClusterError(message: "cannot give \(file.path) to '\(Self.name)': errno \(errno)")
    }

    /// What comes before a command so that it runs as the account.
    var commandPrefix: [String] {
        guard identifiers != nil else { return [] }
        return ["setpriv", "--reuid=\(Self.name)", "--regid=\(Self.name)", "--clear-groups", "--"]
    }
}
