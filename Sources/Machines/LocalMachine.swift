public import Processes

/// This machine.
public struct LocalMachine: Machine {
    private let shell: ShellMachine

    /// Makes the machine.
    /// - Parameter home: the folder that has `.moondock/steps`; `nil` for the user's own.
    public init(home: String? = nil) { shell = ShellMachine(channel: LocalShell(home: home)) }

    /// `this machine`.
    public var description: String { shell.description }

    /// It is always there.
    public func connect() async throws {}

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

    /// The socket itself.
    public func forward(_ path: String) async throws -> String { path }
}
