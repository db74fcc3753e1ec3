internal import Glibc
internal import Processes
internal import Threads

/// The one connection to a machine that all sessions and forwarded sockets share: a master of ssh's own, which goes on
/// when this process dies, and is found again by the next.
actor SSHConnection {
    /// Settings that hold for every call of ssh: nobody is asked anything, and no unknown key is accepted.
    private static let common = [
        "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=10", "-o",
        "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o",
        "PermitLocalCommand=no", "-o", "RemoteCommand=none", "-o", "ClearAllForwardings=yes", "-o", "UpdateHostKeys=no",
    ]
    /// How many seconds a master stays that nobody uses, such as one whose process was killed.
    private static let idleSeconds = 600

    nonisolated let destination: SSHDestination
    private nonisolated let settings: SSHSettings
    private nonisolated let directory: ControlDirectory
    nonisolated let socket: String
    /// Says to other processes that the master is in use.
    private var lease: FileLock?
    private var starting: Task<Void, any Error>?

    init(_ destination: SSHDestination, settings: SSHSettings) throws(MachineError) {
        self.destination = destination
        self.settings = settings
        directory = try ControlDirectory(environment: settings.environment, for: destination.description)
        socket = directory.place(settings.words + ["to", destination.description])
    }

    private nonisolated var name: String { destination.description }

    /// Whether the master is there.
    nonisolated var isUp: Bool { LocalSocket.isServed(socket) }

    /// Sees to it that the master is there.
    func open() async throws {
        if lease != nil, isUp { return }
        if let starting { return try await starting.value }
        // Not of the caller's task: others wait for the same.
        let task = Task { try await start() }
        starting = task
        defer { starting = nil }
        try await task.value
    }

    private func start() async throws {
        let path = socket
        // The wait is between the read of `lease` and its write; only `open` calls this, one at a time.
        let held = lease
        let shared = try await BlockingWork.value { held ?? FileLock("\(path).use", isShared: true) }
        lease = shared
        let lock = try await BlockingWork.value { FileLock("\(path).start", isShared: false) }
        guard lock != nil, shared != nil else {
            throw MachineError(
                .badSettings, name, "the folder \(directory.path) for ssh's sockets cannot be written",
                advice: "see that its disk has room")
        }
        if isUp { return }
        // Of a master that was killed.
        unlink(path)
        let arguments =
            Self.common + [
                "-o", "LogLevel=ERROR", "-o", "ControlMaster=yes", "-o", "ControlPath=\(path)", "-o",
                "ControlPersist=\(Self.idleSeconds)", "-o", "StreamLocalBindUnlink=yes",
            ] + destination.arguments + ["exit 0"]
        let ssh = try settings.program(arguments, for: name)
        // In a session of its own: a jump host's connection belongs to the master and is to stay as long.
        let program = try Self.apart(ssh, for: name)
        let outcome = try await ProgramRun(program, limit: .seconds(60)).collect()
        if isUp { return }
        throw SSHDiagnosis(destination, client: settings.words).error(outcome.errors)
    }

    private static func apart(_ program: Program, for name: String) throws(MachineError) -> Program {
        var apart = program
        guard let setsid = Program.find("setsid", in: MachineCommand.defaultPath) else {
            throw MachineError(
                .noClient, name, "there is no program setsid here", advice: "Debian: apt-get install util-linux")
        }
        apart.path = setsid
        apart.name = "setsid"
        apart.arguments = ["--wait", program.path] + program.arguments
        return apart
    }

    /// ssh as a program that runs a command there, over the master; beside it where it takes no more sessions.
    nonisolated func session(_ command: String, input: [UInt8]) throws(MachineError) -> Program {
        let arguments =
            ["-q"] + Self.common + ["-o", "ControlMaster=no", "-o", "ControlPath=\(socket)"] + destination.arguments
            + [command]
        return try settings.program(arguments, input: input, for: name)
    }

    /// What keeps a new connection from being made.
    func diagnose() async -> MachineError {
        do {
            let arguments =
                Self.common + ["-o", "LogLevel=ERROR", "-o", "ControlPath=none"] + destination.arguments + ["exit 0"]
            let program = try settings.program(arguments, for: name)
            let outcome = try await ProgramRun(program, limit: .seconds(60)).collect()
            if outcome.ending.code == 255 {
                return SSHDiagnosis(destination, client: settings.words).error(outcome.errors)
            }
        } catch let error as MachineError {
            return error
        } catch {
            return MachineError(.failed, name, "ssh cannot be run: \(error)")
        }
        return MachineError(
            .connectionLost, name, "the connection broke", advice: "it can be made again: try once more")
    }

    /// Has the master listen at a socket here for one there.
    /// - Returns: its path here.
    func forward(_ remote: String) async throws -> String {
        let local = directory.place(settings.words + ["of", name, remote], ".s")
        if isUp, LocalSocket.isServed(local) { return local }
        let arguments =
            ["-o", "LogLevel=ERROR", "-o", "ControlPath=\(socket)", "-O", "forward", "-L", "\(local):\(remote)"]
            + destination.arguments
        let program = try settings.program(arguments, for: name)
        var errors = ""
        // The master may go just then.
        for _ in 0..<3 {
            try await open()
            errors = try await ProgramRun(program, limit: .seconds(30)).collect().errors
            if LocalSocket.isServed(local) { return local }
        }
        throw MachineError(
            .forwardingDenied, name, "its socket \(remote) cannot be forwarded: \(errors.prefix(300))",
            advice: "remove \(local) if it is there, and see that \(directory.path) can be written")
    }

    /// Ends the master, unless another process uses it.
    func close() async {
        guard let lease else { return }
        self.lease = nil
        if lease.isLast() { await end() }
    }

    /// Ends the master.
    func end() async {
        guard isUp else { return }
        let arguments = ["-o", "ControlPath=\(socket)", "-O", "exit"] + destination.arguments
        guard let program = try? settings.program(arguments, for: name) else { return }
        _ = try? await ProgramRun(program, limit: .seconds(10)).collect()
    }
}
