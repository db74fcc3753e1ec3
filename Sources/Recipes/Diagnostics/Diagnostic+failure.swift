import Journal
import LuaRuntime
import RecipeWorker

extension Diagnostic {
    /// The diagnostic of a recipe that failed.
    init(_ failure: RecipeFailure, in excerpts: SourceExcerpts) {
        let error = failure.value.table
        let option = error?["option"].string
        let primitive = error?["primitive"].string
        let hint = error?["hint"].string
        let isMarked = option.map { !$0.isEmpty } ?? false
        self.init(
            code: error?["code"].string ?? failure.kind.rawValue, message: Self.headline(failure, primitive),
            details: (error?["details"].table?.items ?? []).compactMap(\.string), hint: isMarked ? nil : hint,
            traceback: failure.traceback, step: Self.place(error))
        if code == "invalid_option" { page = primitive }
        if failure.kind == .limit, let limit = error?["limit"].string {
            self.hint = "a run that needs more is given more: --limit \(limit)=…"
        }
        guard let position = failure.position else { return }
        excerpt = excerpts.excerpt(
            at: position, marking: isMarked ? option : primitive, isKey: isMarked, label: isMarked ? hint : nil)
    }

    private static func headline(_ failure: RecipeFailure, _ primitive: String?) -> String {
        guard let primitive, !failure.message.hasPrefix("\(primitive):"), failure.value.table?["code"] != nil else {
            return failure.message
        }
        return "\(primitive): \(failure.message)"
    }

    private static func place(_ error: LuaTable?) -> String? {
        guard let step = error?["step"].string, !step.isEmpty else { return nil }
        return error?["host"].string.map { "\(step) on \($0)" } ?? step
    }

    /// The diagnostic of a recipe that does not do what the journal says it did.
    init(_ divergence: Divergence, in excerpts: SourceExcerpts) {
        let recorded = divergence.recorded
        func shown(_ options: [UInt8]) -> String { (try? LuaValue(decoding: options)).map { "\($0)" } ?? "?" }
        var details = ["recorded  \(recorded.primitive) \(shown(recorded.options))  (\(recorded.source))"]
        if let now = divergence.now {
            details.append("now       \(now.primitive) \(now.options)  (\(now.position))")
        } else {
            details.append("now       the recipe no longer comes to this step")
        }
        self.init(
            code: "divergence",
            message: "the recipe does not do what the journal says it did at step \(divergence.path)",
            details: details,
            hint: "nothing was done; the sources of the run are pinned, so this is a fault of the host",
            step: divergence.path)
        if let now = divergence.now {
            excerpt = excerpts.excerpt(at: now.position, marking: now.primitive, isKey: false, label: nil)
        }
    }
}
