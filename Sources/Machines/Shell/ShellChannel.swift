internal import Processes

/// A way to have a POSIX shell of a machine read a script.
protocol ShellChannel: Sendable {
    /// The machine in messages.
    var description: String { get }
    /// Makes sure that there is a connection.
    func connect() async throws
    /// The program, to be run here, that has a shell there take `ShellScript.loader`.
    func program(input: [UInt8]) throws -> Program
    /// What keeps the machine from being reached, after a session was cut.
    func diagnose() async -> MachineError
}

/// A shell of this machine.
struct LocalShell: ShellChannel {
    let description = "this machine"
    /// What takes the place of the user's home folder.
    let home: String?

    func connect() async throws {}

    func program(input: [UInt8]) throws -> Program {
        var environment = ["PATH": MachineCommand.defaultPath]
        environment["HOME"] = home ?? UserHome.path
        return Program(
            path: "/bin/sh", name: "sh", arguments: ["-c", ShellScript.loader], environment: environment,
            folder: environment["HOME"], input: input)
    }

    func diagnose() async -> MachineError { MachineError(.failed, description, "its shell was ended") }
}

/// A shell that ssh starts.
struct SSHShell: ShellChannel {
    let connection: SSHConnection

    var description: String { connection.destination.description }

    func connect() async throws { try await connection.open() }

    func program(input: [UInt8]) throws -> Program {
        try connection.session("exec sh -c '\(ShellScript.loader)'", input: input)
    }

    func diagnose() async -> MachineError { await connection.diagnose() }
}
