/// How a tool ended by itself.
struct ToolResult: Sendable {
    /// Exit code, or 128 + the signal's number.
    let status: Int32
    /// Bytes received on standard output.
    let bytes: Int64
    /// Cleaned lines of standard error.
    let diagnostics: [String]

    var succeeded: Bool { status == 0 }

    /// The line that most likely says what went wrong: the first that reports an error.
    var reason: String {
        diagnostics.first { $0.contains("error:") || $0.contains("FATAL:") } ?? diagnostics.last
            ?? "it printed no reason (exit status \(status))"
    }
}
