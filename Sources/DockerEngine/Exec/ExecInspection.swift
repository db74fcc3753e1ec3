/// What an engine knows of a command in a container.
public struct ExecInspection: Sendable, Decodable {
    /// Whether it is running.
    public var isRunning: Bool
    /// Its exit code; nil until it has ended.
    public var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case exitCode = "ExitCode"
    }
}
