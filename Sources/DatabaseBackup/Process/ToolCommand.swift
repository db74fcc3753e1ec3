/// A client tool and how to start it: plain data, so that tests can look at it.
struct ToolCommand: Sendable, Hashable {
    /// Name of the executable, looked up in ``directory``.
    var tool: String
    /// Absolute path of the directory that holds the executable.
    var directory: String
    var arguments: [String]
    /// Variables of the child beyond `PATH`, `LC_ALL` and `TZ`; nothing is inherited.
    var environment: [String: String]

    /// The complete environment of the child.
    var completeEnvironment: [String: String] {
        var complete = ["PATH": "\(directory):/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
        complete.merge(environment) { _, own in own }
        return complete
    }
}
