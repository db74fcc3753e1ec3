/// How to show the progress of a run.
public enum ProgressStyle: String, CaseIterable, Sendable {
    /// `tty` on a terminal, else `plain`.
    case auto
    /// A live tree.
    case tty
    /// One line for each thing that happens.
    case plain
    /// One JSON object a line.
    case json
    /// Only failures.
    case quiet

    /// The style to use, which is never `auto`.
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - isTerminal: whether the output is a terminal.
    /// - Throws: `ConsoleError` when a live tree is requested and cannot be drawn.
    public func resolved(environment: [String: String], isTerminal: Bool) throws(ConsoleError) -> ProgressStyle {
        switch self {
        case .auto: return isTerminal && environment["TERM"] != "dumb" ? .tty : .plain
        case .tty where !isTerminal: throw .notATerminal
        default: return self
        }
    }
}

/// Why output cannot be shown as asked.
public struct ConsoleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable code for the kind of error.
    public let code: String
    /// What is wrong and what to do.
    public let description: String

    static let notATerminal = ConsoleError(
        code: "not_a_terminal",
        description: "--progress tty needs a terminal on standard error; use --progress plain or auto")
}
