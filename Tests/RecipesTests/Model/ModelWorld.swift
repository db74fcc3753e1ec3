import Journal
import LuaValues
import RandomTestSupport
import WorkerProtocol

@testable import Recipes

/// The world of one run in the model: what was done to it, and what stands in the way.
final class ModelWorld: SimulatedWorld {
    /// How often each step had its effect, by its path and label: what takes a path of its own is another step.
    private(set) var effects: [String: Int] = [:]
    private var tries: [String: Int] = [:]
    private var random: SeededGenerator
    /// What people said, by the question's path.
    var answers: [String: Bool] = [:]
    /// The questions that are open.
    private(set) var questions: Set<String> = []
    var isEngineAway = false
    /// The locks that are held.
    private(set) var locks: Set<String> = []

    init(seed: Int) { random = SeededGenerator(seed: seed) }

    func end(_ call: PreparedCall, isInDoubt: Bool, isStopped: Bool) -> StepResult {
        let path = call.request.path
        if isInDoubt {
            switch call.primitive.inDoubtPolicy(for: call.options) {
            case .unsafe: return .inDoubt("nobody can tell")
            case .adoptable where hasEffect(call): return .done(.nil)
            default: break
            }
        }
        // Stopped in time, before it had an effect.
        if isStopped { return .cancelled }
        let options = call.request.options
        switch call.request.primitive {
        case "approval":
            guard let answer = answers[path] else {
                questions.insert(path)
                return .parked(Wait(reason: "a question"))
            }
            questions.remove(path)
            return answer ? .done("approved") : .failed(StepError(code: "rejected", "somebody said no"))
        case "lock": locks.insert(options["name"].string ?? "")
        case "unlock": locks.remove(options["name"].string ?? "")
        case "work", "sleep": break
        default:
            if isEngineAway { return .failed(StepError(code: "unreachable", "the engine is away")) }
            let label = options["label"].string ?? path
            tries[label, default: 0] += 1
            if let code = options["fail"].string { return .failed(StepError(code: code, "it failed")) }
            if Int64(tries[label, default: 0]) <= options["failures"].integer ?? 0 {
                return .failed(StepError(code: "not_yet", "it failed"))
            }
            have(call)
        }
        return .done(.nil)
    }

    /// A step that has an effect in the world and is cancelled has it or not; what is half done is taken back.
    func withdraw(_ call: PreparedCall) -> StepResult {
        guard hasEffect(call), call.request.primitive == "create" else { return .cancelled }
        return .done(.nil)
    }

    /// The process that did a call was killed: its effect was had or not.
    func cut(_ call: PreparedCall) {
        guard ["create", "launch"].contains(call.request.primitive), Bool.random(using: &random), !isEngineAway else {
            return
        }
        let label = call.request.options["label"].string ?? ""
        let left = (call.request.options["failures"].integer ?? 0) - Int64(tries[label, default: 0])
        if call.request.options["fail"] == .nil, left <= 0 { have(call) }
    }

    private var standing: [String: Int] = [:]

    private func have(_ call: PreparedCall) {
        effects["\(call.request.path) \(call.request.options["label"].string ?? "")", default: 0] += 1
        standing[call.request.path, default: 0] += 1
    }

    private func hasEffect(_ call: PreparedCall) -> Bool { standing[call.request.path, default: 0] > 0 }

    /// The run takes locks again before it goes on.
    func take(_ names: [String]) { locks.formUnion(names) }

    /// A step is to be done anew: what it did before is not what it is asked to do.
    func forget(_ paths: [String]) { for path in paths { standing[path] = 0 } }

    /// Another run goes on with what stands; its questions are its own, and so are its locks.
    func beginAnew(keeping paths: Set<String>) {
        standing = standing.filter { paths.contains($0.key) }
        questions = []
        answers = [:]
        locks = []
    }
}
