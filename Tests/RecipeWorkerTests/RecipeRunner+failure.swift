import LuaValues

@testable import WorkerProtocol

extension RecipeRunner {
    /// Runs a recipe that must fail.
    mutating func failure(of recipe: String) throws -> RecipeFailure {
        switch try run(recipe) {
        case .success(let value): throw WireError("the recipe did not fail: \(value)")
        case .failure(let failure): return failure
        }
    }
}

extension WorkerMessage {
    /// One line that says what the message says, for comparisons.
    var summary: String {
        switch self {
        case .ready: "ready"
        case .evaluated: "evaluated"
        case .step(let call): "step \(call.path)"
        case .query(let call): "query \(call.path)"
        case .notification(let call): "notification \(call.path)"
        case .cancelStep(let path): "cancel \(path)"
        case .delivered(let path): "delivered \(path)"
        case .scopeOpened(let opening): "open \(opening.kind) \(opening.path)"
        case .scopeClosed(let path, let failure): "close \(path)" + (failure.map { " failed: \($0)" } ?? "")
        case .rolledBack(let report): "undid \(report.undone) of \(report.title)"
        case .branchOpened(let path): "begin \(path)"
        case .branchClosed(let path, let failure, _): "end \(path)" + (failure.map { " failed: \($0)" } ?? "")
        case .module(let name): "module \(name)"
        case .idle: "idle"
        case .finished: "finished"
        }
    }
}
