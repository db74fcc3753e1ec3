internal import Glibc
public import LuaValues
internal import Processes
internal import Synchronization
internal import Threads
internal import WorkerProtocol

/// A worker's process as its host sees it.
public final class WorkerProcess: Sendable {
    /// The process id, which is also the id of the worker's process group.
    public let processID: Int32
    /// The connection to it. Closing it ends a worker that is not busy.
    public let connection: WorkerConnection
    private let termination: WorkerTermination
    private let watch: Task<Void, Never>

    private init(connection: WorkerConnection, termination: WorkerTermination, processorTime: Double) {
        processID = termination.processID
        self.connection = connection
        self.termination = termination
        let watchdog = WorkerWatchdog(
            termination: termination, backlog: connection.messages.backlog, limit: processorTime,
            hasUnread: { [weak connection] in connection?.hasUnread == true })
        watch = Task { await watchdog.run() }
    }

    /// Spawns a worker with its socket as descriptor 0, no other descriptors and an empty environment. It ends with this
    /// process.
    /// - Parameters:
    ///   - executable: the path of `moondock-worker`.
    ///   - processorTime: seconds of processor time it may use between two messages before it is killed.
    /// - Throws: `WorkerSpawnError`.
    public static func spawn(
        executable: String, processorTime: Double = LuaLimits().processorTime
    ) throws(WorkerSpawnError) -> WorkerProcess {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw WorkerSpawnError(executable: executable, errno: errno)
        }
        var size: Int32 = 1 << 20
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        let (own, other) = (ends[0], ends[1])
        let birth = Handoff<Result<WorkerTermination, WorkerSpawnError>>()
        // The worker ends with the thread that started it, which is therefore one that stays as long as the worker.
        let connection = WorkerConnection(descriptor: own) { read in
            let started = Self.start(executable, on: other)
            birth.give(started)
            if case .success(let termination) = started { termination.reap(kills: read()) }
        }
        guard connection.hasReader else {
            Glibc.close(other)
            throw WorkerSpawnError(executable: executable, errno: EAGAIN)
        }
        return WorkerProcess(connection: connection, termination: try birth.take().get(), processorTime: processorTime)
    }

    private static func start(_ executable: String, on socket: Int32) -> Result<WorkerTermination, WorkerSpawnError> {
        defer { Glibc.close(socket) }
        do {
            return .success(WorkerTermination(processID: try Companion.start(executable, on: socket)))
        } catch {
            return .failure(WorkerSpawnError(executable: executable, errno: error.number))
        }
    }

    /// Ends the worker at once. Does nothing when it has ended already.
    public func kill() { termination.kill() }

    /// Waits until the worker ended: of itself after `connection.close()`, or by `kill()`.
    public func waitForExit() async -> WorkerExit { await termination.wait() }

    deinit {
        termination.kill()
        watch.cancel()
    }
}

/// How a worker ended.
public enum WorkerExit: Hashable, Sendable {
    /// It exited with a status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)
    /// The host ended it after so many seconds of processor time without a message.
    case usedUp(processorTime: Double)
}

extension WorkerExit {
    /// What an exit status says that is more than a number; `nil` for other ends.
    public var explanation: String? {
        self == .exited(WorkerStatus.noThread.rawValue) ? "it could not begin: \(ProgramError.tooManyProcesses)" : nil
    }
}

/// A worker could not be started.
public struct WorkerSpawnError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path that was to be run.
    public let executable: String
    /// The system's error number.
    public let errno: Int32

    /// Whether a limit of the system's was in the way, and not the executable.
    public var isLimit: Bool { ProgramError(limitOf: errno) != nil }

    /// What went wrong and what to look at.
    public var description: String {
        if let limit = ProgramError(limitOf: errno) { return "cannot start the recipe worker: \(limit)" }
        return "cannot start the recipe worker '\(executable)': \(String(cString: strerror(errno)))"
    }
}
