import Console
import Dispatch
import Foundation
import Journal
import Recipes
import Synchronization

/// The parked runs whose wait is over, resumed one after the other.
struct DueRuns {
    let project: Project
    let store: any RunStore
    let output: OutputOptions
    let secrets: SecretOptions

    /// Exit codes from bad to worse; one that is not among them is worse than all.
    private static let severity: [Int32] = [0, 3, 130, 4, 1, 2, 5]

    /// Executes them; each once, also when it parks again at once.
    /// - Parameters:
    ///   - limits: the limits that are to be others.
    ///   - approveAll: whether every request is answered with yes.
    ///   - withInterrupted: whether the runs come first whose process died.
    /// - Returns: the worst exit code; 0 where runs are done or wait again.
    func resume(limits: RunLimits, approveAll: Bool, withInterrupted: Bool) async throws -> Int32 {
        let interrupted = withInterrupted ? try await store.interrupted() : []
        var worst: Int32 = 0
        var outcomes: [(run: RunID, status: RunStatus)] = []
        var left: [String: Int] = [:]
        let interruption = InterruptionWatch()
        defer { interruption.end() }
        let values = secrets.values()
        let parked = try await store.due(at: .now) + store.ahead(of: .now)
        for id in interrupted + parked where !interruption.hasHappened {
            let record = try await store.find(id.description)
            // Somebody else may have taken it up since.
            guard try await !store.hasLiveOwner(id), [.parked, .running].contains(record.status) else { continue }
            guard project.has(record) else {
                left[record.definition.project?.root ?? "", default: 0] += 1
                continue
            }
            let console = try output.console()
            let session = RunSession(
                project: project, store: store, console: console, secrets: secrets.store(with: values),
                approvals: approveAll ? .approveAll(isForeground: false) : .park)
            let code = await session.execute(id) { controller, control in
                await controller.resume(record, limits: limits, control: control)
            }
            outcomes.append((id, try await store.find(id.description).status))
            worst = Self.worse(worst, code)
        }
        if !output.json { say(outcomes, left) }
        return worst == 3 ? 0 : worst
    }

    private static func worse(_ left: Int32, _ right: Int32) -> Int32 {
        let place = { (code: Int32) in severity.firstIndex(of: code) ?? severity.count }
        return place(left) < place(right) ? right : left
    }

    private func say(_ outcomes: [(run: RunID, status: RunStatus)], _ left: [String: Int]) {
        for (root, count) in left.sorted(by: { $0.key < $1.key }) {
            print("left \(count == 1 ? "1 run" : "\(count) runs") of the project in \(root) alone")
        }
        guard !outcomes.isEmpty else { return print("no run has anything to go on with") }
        print("resumed \(outcomes.count == 1 ? "1 run" : "\(outcomes.count) runs")")
        for outcome in outcomes { print("  \(outcome.run)  \(outcome.status.rawValue)") }
    }
}

/// Notices that somebody wants this process to end, or that the terminal goes away: that ends or parks the run at work,
/// and no other one is begun.
private final class InterruptionWatch: Sendable {
    private let flag: InterruptionFlag
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let flag = InterruptionFlag()
        self.flag = flag
        sources = Mutex(
            ([SIGINT, SIGTERM] + (HangUp.isMeant ? [SIGHUP] : [])).map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { flag.raise() }
                source.resume()
                return source
            })
    }

    var hasHappened: Bool { flag.isRaised }

    func end() { sources.withLock { for source in $0 { source.cancel() } } }
}

private final class InterruptionFlag: Sendable {
    private let state = Mutex(false)

    var isRaised: Bool { state.withLock { $0 } }

    func raise() { state.withLock { $0 = true } }
}
