/// How a program ended, and what it printed.
struct CommandOutcome: Sendable, CustomStringConvertible {
    /// The exit code; 128 and the signal's number where a signal ended it.
    let code: Int
    let output: String
    let errors: String

    /// The events of `--json`.
    var events: [RunLine] { output.split(separator: "\n").compactMap { RunLine(String($0)) } }

    /// The run's name, from its first event.
    var run: String? { events.first { $0.type == "run_started" }?.run }

    /// What went wrong, from the run's last event.
    var diagnostic: RunLine.Diagnostic? { events.last { $0.type == "run_ended" }?.diagnostic }

    /// The paths of the steps that were done by this process, and not only told again from the journal.
    var stepsDone: [String] {
        events.filter { $0.type == "step_ended" && $0.outcome == "done" && $0.replayed == false }.compactMap(\.path)
    }

    var description: String { "exit \(code)\n\(output)\n\(errors)" }
}
