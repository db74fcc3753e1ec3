internal import CLuaBridge
public import LuaValues

extension LuaVM {
    /// Opens a branch that runs a chunk.
    /// - Returns: why the chunk could not be loaded, or `nil`.
    public func open(branch: Int, chunk: String, text: [UInt8]) -> LuaOutcome? {
        let result = Span.with(chunk) { chunk in
            Span.with(text) { outcome(of: mdl_branch_load(state, Int64(branch), chunk, $0)) }
        }
        if case .returned = result { return nil }
        return result
    }

    /// Opens a branch that runs one function of a fork.
    /// - Parameters:
    ///   - branch: the new branch.
    ///   - parent: the branch that forks.
    ///   - token: the fork's token.
    ///   - index: which function, from 1.
    /// - Returns: the limit that forbids it, if one does; then the VM can do nothing more.
    public func fork(branch: Int, parent: Int, token: Int64, index: Int) -> LuaLimitReached? {
        let outcome = outcome(of: mdl_branch_fork(state, Int64(branch), Int64(parent), token, Int64(index)))
        guard case .killed(let limit) = outcome else { return nil }
        return limit
    }

    /// Starts a branch (`reply` is `nil`) or goes on with it, until it stops.
    public func resume(_ branch: Int, with reply: LuaReply? = nil) -> LuaOutcome {
        guard let reply else { return outcome(of: mdl_branch_resume(state, Int64(branch), nil)) }
        let (kind, value, name) = reply.parts
        return Span.with(value) { value in
            Span.with(name) { name in
                var answer = mdl_reply(kind: Int32(kind.rawValue), value: value, name: name)
                return outcome(of: mdl_branch_resume(state, Int64(branch), &answer))
            }
        }
    }

    /// What an ended branch returned, encodable values only.
    public func result(of branch: Int) -> Result<LuaValue, LuaFailure> {
        let ended = mdl_branch_result(state, Int64(branch))
        if case .failed(let failure) = outcome(of: ended) { return .failure(failure) }
        return .success(Span.value(ended.payload))
    }

    /// Brings a value into Lua and out again.
    func roundTrip(_ value: LuaValue) -> Result<[UInt8], LuaFailure> {
        let ended = Span.with(value.encoded()) { mdl_vm_round_trip(state, $0) }
        if case .failed(let failure) = outcome(of: ended) { return .failure(failure) }
        return .success(Span.bytes(ended.payload))
    }

    func outcome(of raw: mdl_outcome) -> LuaOutcome {
        let frames = (Span.value(raw.frames).table?.items ?? []).map(LuaFrame.init)
        let name = Span.text(raw.name)
        switch mdl_outcome_kind(UInt32(raw.kind)) {
        case MDL_RETURNED: return .returned
        case MDL_KILLED:
            let limit = LuaLimit(mdl_limit(UInt32(raw.operation)))
            return .killed(LuaLimitReached(limit: limit, value: raw.number, frames: frames))
        case MDL_CALLED:
            return .called(
                LuaCall(
                    operation: LuaCall.Operation(rawValue: raw.operation) ?? .function, name: name,
                    arguments: Span.value(raw.payload), position: frames.first, token: raw.number,
                    library: raw.library.count > 0 ? Span.text(raw.library) : nil,
                    through: raw.through.count > 0
                        ? (Span.value(raw.through).table?.items ?? []).compactMap(\.string) : []))
        default:
            let parts = Span.value(raw.payload).table?.items ?? []
            let position = parts.first ?? nil
            return .failed(
                LuaFailure(
                    isSyntax: raw.kind == MDL_SYNTAX.rawValue, message: name, value: parts.last ?? nil,
                    chunk: position["chunk"].string, line: position["line"].integer.map { Int($0) }, frames: frames))
        }
    }
}

extension LuaReply {
    var parts: (kind: mdl_reply_kind, value: [UInt8], name: [UInt8]) {
        switch self {
        case .value(let value): return (MDL_REPLY_VALUE, value.encoded(), [])
        case .failure(let fields): return (MDL_REPLY_FAILURE, LuaValue.table(fields).encoded(), [])
        case .source(let chunk, let text): return (MDL_REPLY_SOURCE, text, Array(chunk.utf8))
        case .branches(let branches, let firstFailure):
            let states = branches.map { LuaValue.list([.integer(Int64($0.branch)), .integer($0.end.rawValue)]) }
            let first = firstFailure.map { LuaValue.integer(Int64($0)) } ?? nil
            return (MDL_REPLY_FORK, LuaValue.list([.list(states), first]).encoded(), [])
        }
    }
}

extension LuaLimit {
    init(_ raw: mdl_limit) {
        switch raw {
        case MDL_LIMIT_TURN: self = .instructionsPerTurn
        case MDL_LIMIT_INSTRUCTIONS: self = .instructions
        case MDL_LIMIT_COROUTINES: self = .coroutines
        case MDL_LIMIT_LOG: self = .logVolume
        case MDL_LIMIT_CALLS: self = .callDepth
        case MDL_LIMIT_PROCESSOR_TIME: self = .processorTime
        default: self = .memory
        }
    }
}
