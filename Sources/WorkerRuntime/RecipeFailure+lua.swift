internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

extension RecipeFailure.Frame {
    init(_ frame: LuaFrame) { self.init(position: SourcePosition(frame), function: frame.function) }
}

extension RecipeFailure {
    init(_ failure: LuaFailure) {
        let traceback = failure.frames.map(Frame.init)
        let named = failure.chunk.map { SourcePosition(chunk: $0, line: failure.line ?? 0) }
        let isPrivate = named?.chunk.hasPrefix("moondock/") ?? true
        let isCancelled = failure.value["code"] == "cancelled"
        self.init(
            kind: failure.isSyntax ? .syntax : isCancelled ? .cancelled : .error, message: failure.message,
            value: failure.value, position: isPrivate ? traceback.first?.position ?? named : named,
            traceback: traceback)
    }

    init(_ reached: LuaLimitReached) {
        let traceback = reached.frames.map(Frame.init)
        let message =
            switch reached.limit {
            case .memory: "the run's memory limit of \(reached.value >> 20) MiB was reached"
            case .instructions: "the run's limit of \(reached.value) instructions was reached"
            case .instructionsPerTurn:
                "the recipe ran \(reached.value) instructions without calling the host: is this an endless loop?"
            case .coroutines: "the run's limit of \(reached.value) coroutines was reached"
            case .processorTime:
                "the recipe computed for \(Double(reached.value) / 1000) s without calling the host: "
                    + "does it compare or convert long strings?"
            case .callDepth: "the run's limit of \(reached.value) nested calls was reached: is this endless recursion?"
            default: "the run's limit of \(reached.value) bytes of \(reached.limit.rawValue) was reached"
            }
        self.init(
            kind: .limit, message: message,
            value: ["limit": .string(reached.limit.rawValue), "value": .integer(reached.value)],
            position: traceback.first?.position, traceback: traceback)
    }
}
