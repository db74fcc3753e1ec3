internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

/// Evaluates data files: Lua tables in which only `secret` can be called.
enum DataFile {
    static func evaluate(_ source: SourceText, limits: LuaLimits) -> Result<LuaValue, RecipeFailure> {
        var limits = limits.beforeWatchdog
        limits.instructions = limits.instructionsPerTurn
        do {
            let vm = try LuaVM(limits: limits, dialect: .data)
            let outcome = vm.open(branch: 0, chunk: source.chunk, text: source.text) ?? vm.resume(0)
            switch outcome {
            case .failed(let failure): return .failure(RecipeFailure(failure))
            case .killed(let limit): return .failure(RecipeFailure(limit))
            case .returned, .called: break
            }
            return vm.result(of: 0).mapError(RecipeFailure.init).flatMap { value in
                value.table != nil ? .success(value) : .failure(unsuitable(value, in: source))
            }
        } catch {
            return .failure(RecipeFailure(kind: .error, message: error.description))
        }
    }

    private static func unsuitable(_ value: LuaValue, in source: SourceText) -> RecipeFailure {
        RecipeFailure(
            kind: .error, message: "\(source.chunk) must return a table, not \(value.typeName)",
            position: SourcePosition(chunk: source.chunk, line: 1))
    }
}
