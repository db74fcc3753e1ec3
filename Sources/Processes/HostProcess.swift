internal import CProcesses
internal import Glibc

/// What a process arranges for itself at its start.
public enum HostProcess {
    /// Arranges that this process is killed when the thread that started it ends.
    /// - Returns: false where the process that started it has gone already.
    public static func ends(with parent: Int32) -> Bool { mdl_end_with(parent) }

    /// Takes the variables whose names begin so out of the environment, and out of what others see of it. To be called
    /// before there is a second thread.
    /// - Returns: their values by name, without the beginning.
    public static func takeVariables(beginningWith prefix: String) -> [String: String] {
        var values: [String: String] = [:]
        while let variable = mdl_take_variable(prefix) {
            let parts = String(cString: variable).dropFirst(prefix.count)
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            free(variable)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return values
    }

    /// Whether so many more threads, 16 at the most, can run at once. Swift waits for ever for those it cannot have.
    public static func canStart(threads count: Int) -> Bool { mdl_can_start_threads(Int32(clamping: count)) }

    /// Whether all that was printed to standard output has been taken.
    public static var hasPrintedAll: Bool { mdl_has_printed_all() }

    /// Lets no other process of the same user look into this one, and leaves no image of its memory behind.
    public static func closeToOthers() { mdl_close_to_others() }
}
