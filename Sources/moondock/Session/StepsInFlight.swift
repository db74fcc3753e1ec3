import Journal
import Recipes
import Synchronization

/// The steps of a run that were begun and have not ended, for whoever ends the process in the middle of them.
final class StepsInFlight: Sendable {
    private let run: RunID
    private let steps = Mutex<[String: StepStart]>([:])

    init(of run: RunID) { self.run = run }

    func receive(_ event: RunEvent) {
        switch event.kind {
        case .stepStarted(let start) where !start.isReplayed: steps.withLock { $0[start.path] = start }
        case .stepEnded(let path, _): steps.withLock { $0[path] = nil }
        default: break
        }
    }

    /// What is left when the process ends at once.
    var farewell: String {
        let steps = steps.withLock { $0.values.sorted { $0.path < $1.path } }
        guard !steps.isEmpty else { return "ended at once; no step was under way" }
        var lines = ["ended at once; left as they are:"]
        for step in steps {
            let left = PrimitiveRegistry.standard[step.primitive]?.leftRunning(
                of: StepContext.token(of: step.path, in: run))
            lines.append("  step \(step.path)  \(step.primitive) \(step.title)")
            lines += (left ?? []).map { "    still runs: \($0)" }
        }
        lines.append("moondock show \(run) shows how it stands, moondock resume \(run) takes it up")
        return lines.joined(separator: "\n")
    }
}
