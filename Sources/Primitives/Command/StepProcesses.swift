import Glibc
import Processes
import Recipes
import Threads

/// The processes that a step's command has started, wherever they went, whichever process of Moondock began it.
///
/// A process keeps the environment it was started with, and below the supervisor of its command it stays also where it
/// goes out of its way: so all of a step's are found in `/proc`.
struct StepProcesses: Sendable {
    /// The variable that carries the step's token.
    static let mark = "MOONDOCK_STEP"
    /// How long what was killed may take to be gone.
    private static let timeout = Duration.seconds(30)

    private let token: String

    /// - Parameter token: the step's token.
    init(token: String) { self.token = token }

    /// The variable with its value.
    var variable: String { "\(Self.mark)=\(token)" }

    /// The processes there are, supervisors among them.
    var all: [Int32] { living(in: ProcessTable()).map(\.process) }

    /// What of the command still runs, each with its process and how it was called.
    var commands: [(process: Int32, line: String)] {
        let table = ProcessTable()
        return living(in: table).filter { !$0.isSupervisor }.sorted { $0.process < $1.process }
            .map { ($0.process, table.commandLine(of: $0)) }
    }

    private func living(in table: ProcessTable) -> [ProcessTable.Entry] {
        let marked = table.processes(with: Self.mark, token).subtracting([getpid()])
        guard !marked.isEmpty else { return [] }
        let all = table.entries.filter { marked.contains($0.process) } + table.descendants(of: marked)
        return all.filter { !$0.hasEnded }
    }

    /// Ends them, until none is left.
    /// - Parameter grace: how long they have to end by themselves once they were signalled to.
    /// - Throws: `StepError` with code `command.unkillable` where that cannot be done.
    func end(grace: Duration = .zero) async throws {
        // Not cut short by a cancelled task: nothing may go on behind the run's back.
        let left = try await BlockingWork.value {
            let killAt = ContinuousClock.now + grace
            var signalled: Set<Int32> = []
            while true {
                let living = living(in: ProcessTable())
                let now = ContinuousClock.now
                if living.isEmpty || now >= killAt + Self.timeout { return living }
                // A supervisor goes with the last below it; before that it is what holds the others together.
                let commands = living.filter { !$0.isSupervisor }
                if now >= killAt {
                    for entry in commands.isEmpty ? living : commands { kill(entry.process, SIGKILL) }
                } else {
                    for entry in commands where signalled.insert(entry.process).inserted {
                        kill(entry.process, SIGTERM)
                    }
                }
                usleep(10_000)
            }
        }
        guard !left.isEmpty else { return }
        let names = left.map { "\($0.process) (\($0.name))" }.joined(separator: ", ")
        throw StepError(
            code: "command.unkillable", "of this step there still runs, and cannot be ended: process \(names)")
    }
}

extension ProcessTable.Entry {
    fileprivate var isSupervisor: Bool { name == Supervision.processName }
}
