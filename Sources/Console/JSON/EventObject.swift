import Journal
import LuaValues
import Recipes
import RunReports
import TextSafety
import WorkerProtocol

/// An event as the JSON object that other programs read. A change here is a change of `JSONRenderer.schema`.
struct EventObject {
    let value: JSONValue

    init(_ event: RunEvent) {
        let (type, members) = Self.parts(event.kind)
        let head: [JSONValue.Member] = [
            .init(name: "type", value: .string(type)), .init(name: "at", value: .string(event.at.rfc3339)),
        ]
        guard case .object(let rest) = members else {
            value = .object(head)
            return
        }
        value = .object(head + rest)
    }

    private static func parts(_ kind: RunEvent.Kind) -> (String, JSONValue) {
        switch kind {
        case .runStarted(let run): ("run_started", object(run))
        case .scopeOpened(let scope): ("scope_opened", object(scope))
        case .scopeClosed(let path, let failure): ("scope_closed", closed(path, failure))
        case .branchOpened(let path): ("branch_opened", .object(["path": .string(path)]))
        case .branchClosed(let path, let failure): ("branch_closed", closed(path, failure))
        case .stepStarted(let step): ("step_started", object(step))
        case .stepOutput(let path, let line):
            ("step_output", .object(["path": .string(path), "line": .string(SafeText.uncoloured(line))]))
        case .stepProgress(let path, let progress):
            (
                "step_progress",
                .object([
                    "path": .string(path), "message": .string(progress.message),
                    "fraction": progress.fraction.map { .number($0) },
                ])
            )
        case .stepWaiting(let path, let wait): ("step_waiting", object(path, wait))
        case .stepEnded(let path, let outcome): ("step_ended", object(path, outcome))
        case .log(let path, let level, let message):
            (
                "log",
                .object([
                    "path": .string(path), "level": .string(level.rawValue), "message": .string(message),
                ])
            )
        case .notice(let message): ("notice", .object(["message": .string(message)]))
        case .runEnded(let outcome): ("run_ended", object(outcome))
        }
    }

    private static func object(_ run: RunStart) -> JSONValue {
        .object([
            "run": .string(run.run.description), "recipe": .string(run.recipe), "summary": optional(run.summary),
            "environment": optional(run.environment), "parameters": JSONValue(run.parameters),
            "replayed_steps": .integer(Int64(run.replayedSteps)),
        ])
    }

    private static func object(_ scope: ScopeOpening) -> JSONValue {
        .object([
            "path": .string(scope.path), "kind": .string(scope.kind), "title": .string(scope.title),
            "branches": .array(scope.branches.map { .string($0) }), "position": object(scope.position),
        ])
    }

    private static func object(_ step: StepStart) -> JSONValue {
        .object([
            "path": .string(step.path), "primitive": .string(step.primitive), "title": .string(step.title),
            "position": object(step.position), "library": optional(step.library),
            "through": step.through.isEmpty ? nil : strings(step.through),
        ])
    }

    private static func closed(_ path: String, _ failure: String?) -> JSONValue {
        .object(["path": .string(path), "failure": optional(failure)])
    }

    static func object(_ path: String, _ wait: Wait) -> JSONValue {
        .object([
            "path": .string(path), "reason": .string(wait.reason), "approval": wait.approval.map(object),
            "since": optional(wait.since?.rfc3339), "until": optional(wait.until?.rfc3339),
        ])
    }

    private static func object(_ request: ApprovalRequest) -> JSONValue {
        .object([
            "message": .string(request.message), "details": strings(request.details),
            "approvers": strings(request.approvers), "requested_at": .string(request.requestedAt.rfc3339),
            "deadline": optional(request.deadline?.rfc3339), "excluded": some(request.excluded),
            "count": request.count > 1 ? .integer(Int64(request.count)) : nil, "seal": optional(request.fingerprint),
            "on_timeout": request.onTimeout == .reject ? nil : .string(request.onTimeout.rawValue),
            "fields": request.form.isEmpty ? nil : .array(request.form.map(object)),
        ])
    }

    private static func object(_ field: ApprovalField) -> JSONValue {
        .object([
            "name": .string(field.name), "type": .string(field.kind.rawValue), "choices": some(field.choices),
            "min": field.least.map { .integer($0) }, "max": field.greatest.map { .integer($0) },
            "required": .bool(field.isRequired), "default": optional(field.fallback), "help": optional(field.help),
        ])
    }

    private static func some(_ texts: [String]) -> JSONValue? { texts.isEmpty ? nil : strings(texts) }

    private static func object(_ path: String, _ outcome: StepOutcome) -> JSONValue {
        let (kind, summary, message): (String, String?, String?) =
            switch outcome.kind {
            case .done(let summary): ("done", summary, nil)
            case .failed(let message): ("failed", nil, message)
            case .cancelled: ("cancelled", nil, nil)
            case .parked: ("parked", nil, nil)
            }
        return .object([
            "path": .string(path), "outcome": .string(kind), "summary": optional(summary),
            "message": optional(message), "duration": .number(outcome.duration), "replayed": .bool(outcome.isReplayed),
        ])
    }

    static func object(_ position: SourcePosition) -> JSONValue {
        .object(["chunk": .string(position.chunk), "line": .integer(Int64(position.line))])
    }

    static func optional(_ text: String?) -> JSONValue? { text.map { .string($0) } }

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
