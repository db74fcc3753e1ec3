import Foundation
public import Machines
import Processes
import Synchronization

/// An ssh server of a test's own, on this machine's loopback, and a client's settings that reach it.
public final class SSHServer: Sendable {
    /// Its folder: keys, settings, and the home folder of whoever logs in.
    public let folder: String
    /// Its port.
    public let port: Int
    private let process = Mutex<Int32?>(nil)

    /// The user's home folder there.
    public var home: String { "\(folder)/home" }
    /// The client's settings.
    public var settings: SSHSettings { SSHSettings(environment: environment) }
    /// The client's environment.
    public var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment[SSHSettings.variable] = "ssh -F \(folder)/client"
        environment["SSH_AUTH_SOCK"] = nil
        return environment
    }
    /// Where it is, in the words of an environment's file.
    public var destination: String { "127.0.0.1:\(port)" }

    /// Runs a test with a server.
    /// - Parameters:
    ///   - lines: further lines of its settings.
    ///   - keyOptions: what stands before the key that it lets in.
    public static func with<Value>(
        _ lines: String = "", keyOptions: String = "", _ body: (SSHServer) async throws -> Value
    ) async throws -> Value {
        let server = try await SSHServer(lines, keyOptions)
        do {
            try await server.start()
            let value = try await body(server)
            await server.end()
            return value
        } catch {
            await server.end()
            throw error
        }
    }

    private init(_ lines: String, _ keyOptions: String) async throws {
        // Short, and not where TMPDIR says: the paths of ssh's sockets may have 107 bytes.
        folder = "/tmp/mdssh-\(UUID().uuidString.prefix(8).lowercased())"
        port = try Self.freePort()
        try FileManager.default.createDirectory(atPath: "\(folder)/home", withIntermediateDirectories: true)
        for name in ["host", "other", "user", "stranger"] {
            try await Self.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(name)"])
        }
        let key = try String(contentsOfFile: "\(folder)/user.pub", encoding: .utf8)
        try write("authorized_keys", keyOptions.isEmpty ? key : "\(keyOptions) \(key)")
        try write(
            "server",
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            PidFile none
            AuthorizedKeysFile \(folder)/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            MaxStartups 100
            PrintMotd no
            SetEnv HOME=\(folder)/home
            \(lines)

            """)
        try trust("host")
        try client(identity: "user")
    }

    /// Writes a file of its folder.
    public func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    /// Has the client know a key as the server's; `nil` for none.
    public func trust(_ key: String?) throws {
        let text = try key.map { try String(contentsOfFile: "\(folder)/\($0).pub", encoding: .utf8) }
        let words = text?.split(separator: " ").prefix(2).joined(separator: " ")
        try write("known_hosts", words.map { "[127.0.0.1]:\(port) \($0)\n" } ?? "")
    }

    /// Gives the client a key to log in with.
    public func client(identity: String, _ lines: String = "") throws {
        try write(
            "client",
            """
            Host *
              IdentityFile \(folder)/\(identity)
              IdentitiesOnly yes
              UserKnownHostsFile \(folder)/known_hosts
              GlobalKnownHostsFile /dev/null
            \(lines)

            """)
    }

    /// A machine that reaches it.
    public func machine() throws -> SSHMachine { try SSHMachine(SSHDestination(destination), settings: settings) }

    /// Starts it, again or first.
    public func start() async throws {
        // It wants this folder, which Debian's service would make.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        let path = Program.find("sshd", in: "/usr/sbin:/usr/local/sbin:/usr/bin") ?? "/usr/sbin/sshd"
        let child = Process()
        child.executableURL = URL(fileURLWithPath: path)
        child.arguments = ["-D", "-e", "-f", "\(folder)/server"]
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = FileHandle.nullDevice
        FileManager.default.createFile(atPath: "\(folder)/log", contents: nil)
        child.standardError = FileHandle(forWritingAtPath: "\(folder)/log")
        try child.run()
        process.withLock { $0 = child.processIdentifier }
        for _ in 0..<1000 {
            if answers { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure(description: (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "no log")
    }

    /// The processes that serve connections.
    private var sessions: [Int32] {
        guard let server = process.withLock({ $0 }) else { return [] }
        return ProcessTable().descendants(of: [server]).filter { $0.name.hasPrefix("sshd") }.map(\.process)
    }

    /// Breaks all connections there are; what commands have left goes on.
    public func cutConnections() { for process in sessions { kill(process, SIGKILL) } }

    /// Stops listening; connections stay.
    public func stop() {
        if let server = process.withLock({ $0 }) { kill(server, SIGTERM) }
    }

    /// Kills the client's shared connections.
    public func killMasters() {
        let table = ProcessTable()
        for entry in table.entries where entry.name == "ssh" {
            let line = table.commandLine(of: entry)
            if line.contains("[mux]"), masters.contains(where: line.contains) { kill(entry.process, SIGKILL) }
        }
    }

    private var masters: [String] { (try? machine().sockets) ?? [] }

    private func end() async {
        try? await machine().leave()
        let children = sessions
        stop()
        for process in children { kill(process, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
        for path in masters.flatMap({ [$0, "\($0).use", "\($0).start"] }) { unlink(path) }
    }

    private var answers: Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = Self.address(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    /// A port that nobody listens at.
    public static func freePort() throws -> Int {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, size) == 0 && getsockname(file, $0, &size) == 0
            }
        }
        guard status else { throw Failure(description: "no port is free") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func run(_ name: String, _ arguments: [String]) async throws {
        let program = try Program(named: name, arguments: arguments, environment: ["PATH": "/usr/bin:/bin"])
        let outcome = try await ProgramRun(program, limit: .seconds(60)).collect()
        guard outcome.ending.isSuccess else { throw Failure(description: outcome.errors) }
    }

    /// What kept a server from being started.
    public struct Failure: Error, CustomStringConvertible {
        /// The server's own words.
        public let description: String
    }
}
