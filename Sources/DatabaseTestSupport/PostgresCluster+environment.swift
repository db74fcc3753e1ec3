import Foundation
import Glibc

extension PostgresCluster {
    /// The newest server installed from Debian's packages.
    static func newestInstallation() throws -> String {
        let parent = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).compactMap(Int.init)
        let directories = versions.sorted(by: >).map { "\(parent)/\($0)/bin" }
        guard let directory = directories.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") })
        else { throw ClusterError(message: "no PostgreSQL server below \(parent); install the package 'postgresql'") }
        return directory
    }

    /// A TCP port nobody listened on a moment ago.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ClusterError(message: "no socket: errno \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard status == 0 else { throw ClusterError(message: "no free port: errno \(errno)") }
        return UInt16(bigEndian: address.sin_port)
    }
}
