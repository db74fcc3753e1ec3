import Foundation
import Glibc

/// Servers of test processes that crashed before they could stop them.
struct ClusterLeftovers {
    /// Short: the path of a Unix socket holds 107 bytes.
    static let prefix = "moondock-pg-"
    private static let ownerFile = "owner"

    let toolDirectory: String
    let account: ServerAccount

    /// Notes which process uses a cluster.
    static func markOwner(of directory: URL) throws {
        try String(getpid()).write(to: directory.appending(path: ownerFile), atomically: false, encoding: .utf8)
    }

    /// Stops and removes every cluster whose process is gone.
    func remove() async {
        let parent = FileManager.default.temporaryDirectory
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        where name.hasPrefix(Self.prefix) {
            let directory = parent.appending(path: name, directoryHint: .isDirectory)
            guard let text = try? String(contentsOf: directory.appending(path: Self.ownerFile), encoding: .utf8),
                let owner = pid_t(text), kill(owner, 0) != 0, errno == ESRCH
            else { continue }
            await remove(directory)
        }
    }

    /// Stops one server and removes its files.
    func remove(_ directory: URL) async {
        let arguments = ["stop", "--mode=immediate", "--pgdata=\(directory.path)/data"]
        _ = try? await ClusterTool(directory: toolDirectory, environment: [:], account: account)
            .run("pg_ctl", arguments)
        try? FileManager.default.removeItem(at: directory)
    }
}
