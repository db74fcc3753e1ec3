internal import CLuaBridge
internal import Processes

/// What the worker's executable runs.
public enum WorkerEntry {
    /// Bytes of stack: the parser's and the debug library's recursion in Lua 5.4.4 is bounded by the source's size only.
    static let stackSize = 64 << 20
    /// Bytes of address space of the process.
    static let addressSpace: Int64 = 2 << 30

    /// Why a worker that ran no recipe exited: the statuses of `sysexits.h` and two of our own.
    enum Status {
        static let protocolViolation: Int32 = 65
        static let orphaned: Int32 = 69
        static let cannotHarden: Int32 = 70
        static let noThread: Int32 = 71
        static let cannotFilter: Int32 = 72
    }

    /// Gives up what the process does not need and serves the host on descriptor 0 until it closes.
    ///
    /// The first argument is the host's process: the worker ends with it, also in the middle of an operation.
    /// - Returns: the exit status.
    public static func main() -> Int32 {
        let host = CommandLine.arguments.dropFirst().first.flatMap { Int32($0) } ?? 0
        if host > 0, !HostProcess.ends(with: host) { return Status.orphaned }
        guard mdl_harden_self(addressSpace) == 0 else { return Status.cannotHarden }
        var status: Int32 = 0
        let started = withUnsafeMutablePointer(to: &status) { status in
            mdl_run_with_stack(stackSize, host, { WorkerEntry.serve($0) }, status)
        }
        return started == 0 ? status : Status.noThread
    }

    private static func serve(_ context: UnsafeMutableRawPointer?) {
        let status = context?.assumingMemoryBound(to: Int32.self)
        // The last thing that needs more than the filter leaves was starting this thread.
        guard mdl_restrict_system_calls() == 0 else {
            status?.pointee = Status.cannotFilter
            return
        }
        do {
            try Worker(descriptor: 0).run()
        } catch {
            // The host sees the connection end; there is nobody else to tell.
            status?.pointee = Status.protocolViolation
        }
    }
}
