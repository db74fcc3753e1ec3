public import Processes

/// A machine that is reached through the system's OpenSSH: the user's configuration, keys, agents and jump hosts work as
/// they do by hand.
public struct SSHMachine: Machine {
    /// Where it is.
    public let destination: SSHDestination
    private let connection: SSHConnection
    let shell: ShellMachine

    /// Prepares to reach a machine; connects to nothing yet.
    /// - Throws: `MachineError` of kind `badSettings`.
    public init(_ destination: SSHDestination, settings: SSHSettings = SSHSettings()) throws(MachineError) {
        self.destination = destination
        connection = try SSHConnection(destination, settings: settings)
        shell = ShellMachine(channel: SSHShell(connection: connection))
    }

    /// `user@host:port`.
    public var description: String { destination.description }

    /// Makes the connection, unless it is there.
    public func connect() async throws { try await connection.open() }

    /// Ends the connection, unless another process uses it.
    public func close() async { await connection.close() }

    /// The sockets of the connection.
    package var sockets: [String] { [connection.socket] }

    /// Ends the connection, whoever uses it.
    package func leave() async { await connection.end() }

    /// Runs a program.
    public func run(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding { try await shell.run(command, output: output, errors: errors) }

    /// Goes on with a program.
    public func resume(
        _ command: MachineCommand, output: @escaping ProgramRun.Sink, errors: @escaping ProgramRun.Sink
    ) async throws -> ProgramEnding? { try await shell.resume(command, output: output, errors: errors) }

    /// Ends a program.
    public func end(_ token: CommandToken, grace: Duration) async throws -> Bool {
        try await shell.end(token, grace: grace)
    }

    /// Forgets a program.
    public func forget(_ token: CommandToken) async throws { try await shell.forget(token) }

    /// Reads a file.
    public func read(_ path: String, limit: Int) async throws -> [UInt8] { try await shell.read(path, limit: limit) }

    /// Writes a file.
    public func write(_ bytes: [UInt8], to path: String, mode: String?, owner: String?, isPrivate: Bool) async throws {
        try await shell.write(bytes, to: path, mode: mode, owner: owner, isPrivate: isPrivate)
    }

    /// Puts a file or folder there.
    public func upload(_ source: String, to path: String, mode: String?, owner: String?) async throws -> String {
        try await shell.upload(source, to: path, mode: mode, owner: owner)
    }

    /// Fetches a file or folder as an archive.
    public func download(_ path: String, to archive: String) async throws -> String {
        try await shell.download(path, to: archive)
    }

    /// Forwards a socket over the connection. Called again, it gives the same path, and mends what has broken.
    public func forward(_ path: String) async throws -> String {
        let begin = ContinuousClock.now
        let script = """
            p=\(ShellScript.word(path))
            [ -e "$p" ] || end missing
            [ -S "$p" ] || end nosocket
            [ -r "$p" ] && [ -w "$p" ] || end denied
            end done
            """
        switch try await shell.said(script, doing: "\(path) cannot be looked at") {
        case "missing":
            throw MachineError(
                .missing, description, "there is no socket \(path)",
                advice: "start what listens there, or name another: docker = \"unix:///…\"")
        case "nosocket": throw MachineError(.missing, description, "\(path) is no socket")
        case "denied":
            throw MachineError(
                .denied, description, "its user may not use the socket \(path)",
                advice: "for Docker's: sudo usermod -aG docker \(destination.user ?? "USER") there")
        default: break
        }
        let local = try await connection.forward(path)
        // A forwarding that is forbidden shows when the socket is dialled: it is closed after one way there and back.
        // Seconds at most: what began in this call is no number that a product of it could exceed.
        let way = (ContinuousClock.now - begin).components
        let wait = Int32(clamping: min(max(way.seconds * 1000 + way.attoseconds / 1_000_000_000_000_000, 50), 2000))
        if LocalSocket.isClosedAtOnce(local, within: wait) {
            throw MachineError(
                .forwardingDenied, description, "it does not let its socket \(path) be forwarded",
                advice:
                    "in its sshd_config: AllowStreamLocalForwarding yes, DisableForwarding no; and no 'restrict' or "
                    + "'no-port-forwarding' at the key in authorized_keys")
        }
        return local
    }
}
