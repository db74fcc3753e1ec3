internal import LuaRuntime
internal import LuaValues

/// The branches that one `parallel` runs.
final class Fork {
    /// What ends the branches that still run.
    enum Mode: String {
        /// One that fails.
        case stop
        /// Nothing.
        case `continue`
        /// One that ends, whichever way.
        case first
    }

    let path: String
    let token: Int64
    let names: [String]
    let maximum: Int
    let mode: Mode
    /// The branches that were started, in order.
    var branches: [Int] = []
    var ends: [Int: LuaReply.BranchEnd] = [:]
    var running = 0
    /// Which branch failed first, from 1.
    var firstFailure: Int?
    var failureMessage: String?
    /// Whether no further branch starts.
    var isStopped = false

    init(path: String, token: Int64, names: [String], maximum: Int, mode: Mode) {
        self.path = path
        self.token = token
        self.names = names
        self.maximum = maximum
        self.mode = mode
    }

    /// Whether another branch may start now.
    var mayStart: Bool { !isStopped && branches.count < names.count && running < maximum }

    /// The answer to the call that forked.
    var reply: LuaReply {
        let ended = names.indices.map { index in
            let branch = index < branches.count ? branches[index] : -1
            return LuaReply.Ended(branch: branch, end: ends[branch] ?? .notStarted)
        }
        return .branches(ended, firstFailure: firstFailure)
    }
}
