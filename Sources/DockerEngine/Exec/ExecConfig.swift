/// A command to run in a running container.
public struct ExecConfig: Sendable, Hashable {
    /// The command, program and arguments apart.
    public var command: [String]
    /// Environment variables beyond the container's own.
    public var environment: [String: String]
    /// User, or user and group, by name or number; nil for the container's.
    public var user: String?
    /// The directory the command starts in; nil for the container's.
    public var workingDirectory: String?

    /// Describes a command; see the properties for their meaning.
    public init(
        _ command: [String], environment: [String: String] = [:], user: String? = nil, workingDirectory: String? = nil
    ) {
        self.command = command
        self.environment = environment
        self.user = user
        self.workingDirectory = workingDirectory
    }
}
