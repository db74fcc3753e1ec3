internal import CWorkerProcess
internal import Processes
internal import WorkerProtocol

/// What the worker's executable runs.
public enum WorkerEntry {
    /// Gives up what the process does not need and serves the host on descriptor 0 until it closes.
    ///
    /// The first argument is the host's process: the worker ends with it, also in the middle of an operation.
    /// - Returns: the exit status.
    public static func main() -> Int32 {
        let host = CommandLine.arguments.dropFirst().first.flatMap { Int32($0) } ?? 0
        if host > 0, !HostProcess.ends(with: host) { return WorkerStatus.orphaned.rawValue }
        guard mdl_harden_self() == 0 else { return WorkerStatus.cannotHarden.rawValue }
        var status: Int32 = 0
        let started = withUnsafeMutablePointer(to: &status) { status in
            mdl_run_with_stack(host, WorkerStatus.orphaned.rawValue, { WorkerEntry.serve($0) }, status)
        }
        return started == 0 ? status : WorkerStatus.noThread.rawValue
    }

    private static func serve(_ context: UnsafeMutableRawPointer?) {
        let status = context?.assumingMemoryBound(to: Int32.self)
        // The last thing that needs more than the filter leaves was starting this thread.
        guard mdl_restrict_system_calls() == 0 else {
            status?.pointee = WorkerStatus.cannotFilter.rawValue
            return
        }
        do {
            try Worker(descriptor: 0).run()
        } catch {
            // The host sees the connection end; nobody else would listen.
            status?.pointee = WorkerStatus.protocolViolation.rawValue
        }
    }
}
