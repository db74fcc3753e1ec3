import LuaValues
import Recipes
import WorkerProtocol

extension EventObject {
    static func object(_ outcome: RunOutcome) -> JSONValue {
        switch outcome {
        case .done(let value): object("done", outcome, "result", JSONValue(value))
        case .failed(let diagnostic): object("failed", outcome, "diagnostic", object(diagnostic))
        case .interrupted(let diagnostic): object("interrupted", outcome, "diagnostic", object(diagnostic))
        case .invalid(let diagnostic): object("invalid", outcome, "diagnostic", object(diagnostic))
        case .denied(let diagnostic): object("refused", outcome, "diagnostic", object(diagnostic))
        case .needsAttention(let diagnostic): object("needs_attention", outcome, "diagnostic", object(diagnostic))
        case .cancelled(let reason): object("cancelled", outcome, "reason", .string(reason))
        case .parked(let steps):
            object("parked", outcome, "waits", .array(steps.map { object($0.path, $0.wait) }))
        }
    }

    private static func object(
        _ name: String, _ outcome: RunOutcome, _ member: String, _ value: JSONValue
    ) -> JSONValue {
        .object([
            .init(name: "ending", value: .string(name)),
            .init(name: "exit_code", value: .integer(Int64(outcome.exitCode))), .init(name: member, value: value),
        ])
    }

    private static func object(_ diagnostic: Diagnostic) -> JSONValue {
        .object([
            "code": .string(diagnostic.code), "message": .string(diagnostic.message),
            "excerpt": diagnostic.excerpt.map(object), "details": strings(diagnostic.details),
            "hint": optional(diagnostic.hint), "step": optional(diagnostic.step),
            "resumption": optional(diagnostic.resumption),
            "traceback": .array(
                diagnostic.traceback.map {
                    .object(["function": .string($0.function), "position": object($0.position)])
                }),
        ])
    }

    private static func object(_ excerpt: Diagnostic.Excerpt) -> JSONValue {
        .object([
            "position": object(excerpt.position), "column": .integer(Int64(excerpt.column)),
            "length": .integer(Int64(excerpt.length)), "line": optional(excerpt.line),
            "label": optional(excerpt.label),
        ])
    }
}
