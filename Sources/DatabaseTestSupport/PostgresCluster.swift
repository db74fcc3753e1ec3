public import Foundation
import Subprocess

/// A real PostgreSQL server of its own: a fresh cluster in a temporary directory, on a Unix socket there and on a free
/// loopback port, with password authentication. For tests.
public final class PostgresCluster: Sendable {
    /// The role that may do everything.
    public static let superuser = "postgres"

    /// Where the cluster, its socket and its log are.
    public let directory: URL
    /// Loopback port; also the number in the socket's name.
    public let port: UInt16
    /// Password of the superuser.
    public let password: String
    /// Directory of the server's own client tools.
    public let toolDirectory: String

    /// Directory of the Unix socket.
    public var socketDirectory: String { directory.path }

    private let account: ServerAccount

    init(directory: URL, port: UInt16, password: String, toolDirectory: String, account: ServerAccount) {
        self.directory = directory
        self.port = port
        self.password = password
        self.toolDirectory = toolDirectory
        self.account = account
    }

    /// Starts a server, runs the body, stops the server and removes its files.
    public static func with<Value>(_ body: (PostgresCluster) async throws -> Value) async throws -> Value {
        let cluster = try await start()
        do {
            let value = try await body(cluster)
            await cluster.stop()
            return value
        } catch {
            await cluster.stop()
            throw error
        }
    }

    /// Makes a cluster and starts its server; returns when it accepts connections.
    /// - Throws: `ClusterError` when PostgreSQL is not installed or does not start.
    public static func start() async throws -> PostgresCluster {
        let tools = try newestInstallation()
        let account = try ServerAccount()
        await ClusterLeftovers(toolDirectory: tools, account: account).remove()
        let directory = FileManager.default.temporaryDirectory
            .appending(path: ClusterLeftovers.prefix + UUID().uuidString.prefix(8), directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let cluster = PostgresCluster(
            directory: directory, port: try freePort(), password: UUID().uuidString, toolDirectory: tools,
            account: account)
        do {
            try ClusterLeftovers.markOwner(of: directory)
            try account.own(directory)
            try await cluster.initialise()
            try await cluster.launch()
        } catch {
            await cluster.stop()
            throw error
        }
        return cluster
    }

    /// Stops the server and removes the cluster.
    public func stop() async {
        await ClusterLeftovers(toolDirectory: toolDirectory, account: account).remove(directory)
    }

    private var data: String { directory.path + "/data" }

    private func initialise() async throws {
        let file = directory.appending(path: "password")
        try password.write(to: file, atomically: false, encoding: .utf8)
        try account.own(file)
        try await server(
            "initdb",
            [
                "--pgdata=\(data)", "--username=\(Self.superuser)", "--pwfile=\(file.path)", "--encoding=UTF8",
                "--locale=C", "--auth=scram-sha-256", "--no-sync",
            ])
        try FileManager.default.removeItem(at: file)
    }

    private func launch() async throws {
        let options = "-h 127.0.0.1 -p \(port) -k \(directory.path) -F -c shared_buffers=16MB -c max_connections=30"
        try await server(
            "pg_ctl",
            [
                "start", "--wait", "--timeout=600", "--pgdata=\(data)", "--log=\(directory.path)/server.log", "-o",
                options,
            ])
    }

    @discardableResult
    private func server(_ tool: String, _ arguments: [String]) async throws -> String {
        try await ClusterTool(directory: toolDirectory, environment: [:], account: account).run(tool, arguments)
    }
}
