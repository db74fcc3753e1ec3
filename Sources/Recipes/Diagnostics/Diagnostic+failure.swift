import Journal
import LuaValues
import WorkerProtocol

extension StepIntent {
    /// Where the recipe called it.
    fileprivate var position: SourcePosition? {
        guard let colon = source.lastIndex(of: ":"), let line = Int(source[source.index(after: colon)...]) else {
            return nil
        }
        return SourcePosition(chunk: String(source[..<colon]), line: line)
    }
}

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
    init(_ divergence: Divergence, of run: RunID, in excerpts: SourceExcerpts) {
        let recorded = divergence.recorded
        let before = (try? LuaValue(decoding: recorded.options)) ?? .nil
        var details = ["recorded  \(recorded.primitive) \("\(before)".headline)  (\(recorded.source))"]
        if let now = divergence.now {
            details.append("now       \(now.primitive) \("\(now.options)".headline)  (\(now.position))")
            if now.primitive == recorded.primitive {
                details += before.differences(to: now.options).map { "changed   \($0)" }
            }
        } else {
            details.append("now       the recipe no longer comes to this step")
        }
        var hint = "nothing was done; the sources of the run are pinned, so this is a fault of the host"
        if let conflict = divergence.conflict {
            let primitive = conflict.recorded.primitive
            details.append(
                conflict.isDone
                    ? "conflict: step \(conflict.path), \(primitive) (\(conflict.recorded.source)), which was done"
                    : "conflict: step \(conflict.path), \(primitive) (\(conflict.recorded.source)), "
                        + "which was begun and may have happened")
            hint =
                "nothing was done; change only what comes after that step, or start a new run: "
                + "moondock rerun \(run) --from \(divergence.path) --edited"
        }
        self.init(
            code: "divergence",
            message: divergence.conflict == nil
                ? "the recipe does not do what the journal says it did at step \(divergence.path)"
                : "the edited recipe differs at step \(divergence.path) from what the run has done",
            details: details, hint: hint, step: divergence.path)
        if let now = divergence.now {
            excerpt = excerpts.excerpt(at: now.position, marking: now.primitive, isKey: false, label: nil)
        }
    }

    /// The diagnostic of a step that may or may not have happened.
    init(_ step: DoubtfulStep, of run: RunID, in excerpts: SourceExcerpts) {
        self.init(
            code: "in_doubt", message: "step \(step.path) may or may not have happened: \(step.reason)",
            excerpt: excerpts.excerpt(at: step.call.position, marking: step.call.primitive, isKey: false, label: nil),
            details: ["begun at \(step.startedAt.text)", "\(step.call.primitive) \("\(step.call.options)".headline)"]
                + step.running.map { "still runs: \($0)" },
            hint: Self.resolution(of: step.path, in: run),
            step: step.path)
    }

    /// The diagnostic of a step that would be done again and must not be without a person's confirmation.
    init(repeating path: String, _ entry: ReplayLog.Entry, of run: RunID, in excerpts: SourceExcerpts) {
        let intent = entry.intent
        let end: String =
            switch entry.end?.kind {
            case .failed where entry.end?.value["in_doubt"] == true:
                "failed, and nobody can tell whether it had its effect"
            case .failed: "failed"
            case .cancelled: "was cancelled while it was done"
            default: "was done, and its block was undone"
            }
        let options = (try? LuaValue(decoding: intent.options)) ?? .nil
        self.init(
            code: "in_doubt", message: "step \(path) is not done again without a person's confirmation: it \(end)",
            excerpt: intent.position.map {
                excerpts.excerpt(at: $0, marking: intent.primitive, isKey: false, label: nil)
            },
            details: ["begun at \(entry.startedAt.text)", "\(intent.primitive) \("\(options)".headline)"],
            hint: Self.resolution(of: path, in: run),
            step: path)
    }

    /// What a person does about a step in doubt.
    private static func resolution(of path: String, in run: RunID) -> String {
        "look at the world, then say what became of it: moondock resolve \(run) \(path) --retry, --done VALUE or --fail"
    }

    /// The diagnostic of a journal that rejected a run.
    /// - Parameter run: the run; `nil` for one that the journal may not have.
    init(_ error: JournalError, of run: RunID?) {
        var hint: String?
        var details: [String] = []
        switch error {
        case .lockIsHeld(let lock):
            hint = "wait with --wait-for-lock 10m, or see what holds it: moondock show \(lock.run)"
        case .damaged(let run, let faults):
            details = faults.dropFirst().prefix(20).map(\.description)
            hint =
                faults.allSatisfy { $0.kind == .request }
                ? "it counts no more, whatever was answered: moondock resume \(run) asks anew"
                : "nothing more was begun; put a copy of the journal back that is whole, or look at the world and have the "
                    + "run go on with the journal as it is: moondock resume \(run) --accept-damage"
        case .damagedBlob, .missingBlob:
            hint =
                "nothing more was begun; put a copy of the journal back that is whole"
                + (run.map { ", or give the run up: moondock resolve \($0) --abandon REASON" } ?? "")
        case .replaced:
            hint = "what was begun last may have happened: look at the world; where the folder was moved, put it back"
        case .unusable, .notDurable:
            hint = run.map { "once that is fixed, go on with what is recorded: moondock resume \($0)" }
        case .fenced: hint = run.map { "moondock show \($0) shows how it goes on" }
        default: break
        }
        var code = "journal"
        if case .replaced = error { code = Self.journalGone }
        self.init(code: code, message: error.description, details: details, hint: hint)
    }
}
