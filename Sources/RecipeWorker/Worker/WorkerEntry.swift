internal import CLuaBridge

/// What the worker's executable runs.
public enum WorkerEntry {
    /// Bytes of stack: the parser's and the debug library's recursion in Lua 5.4.4 is bounded by the source's size only.
    static let stackSize = 64 << 20
    /// Bytes of address space of the process.
    static let addressSpace: Int64 = 2 << 30

    /// Gives up what the process does not need and serves the host on descriptor 0 until it closes.
    /// - Returns: the exit status.
    public static func main() -> Int32 {
        guard mdl_harden_self(addressSpace) == 0 else { return 70 }
        var status: Int32 = 0
        let started = withUnsafeMutablePointer(to: &status) { status in
            mdl_run_with_stack(stackSize, { WorkerEntry.serve($0) }, status)
        }
        return started == 0 ? status : 71
    }

    private static func serve(_ status: UnsafeMutableRawPointer?) {
        do {
            try Worker(descriptor: 0).run()
        } catch {
            // The host sees the connection end; there is nobody else to tell.
            status?.assumingMemoryBound(to: Int32.self).pointee = 65
        }
    }
}
