import Journal
import LuaValues
import WorkerProtocol

/// With what and where a recipe failed, as the journal has it.
struct RecordedFailure: Hashable, Sendable {
    /// The branch of a fork whose failure ended the recipe; empty where it was the recipe's own.
    let branch: String
    /// The branches that were given up for it.
    var givenUp: [String] = []
    /// Why.
    let message: String

    /// A failure of which an older journal says nothing.
    static let unknown = RecordedFailure(branch: "", message: "")

    init(branch: String, givenUp: [String] = [], message: String) {
        self.branch = branch
        self.givenUp = givenUp
        self.message = message
    }

    init(_ event: EventRecord) {
        let body = event.value
        self.init(
            branch: body["branch"].string ?? "", givenUp: event.paths("given_up"),
            message: body["message"].string ?? "")
    }

    /// The event that records it.
    func event(_ failure: RecipeFailure, at moment: Timestamp) -> EventRecord {
        let body: LuaValue = [
            "branch": .string(branch), "given_up": .list(givenUp.map { .string($0) }), "message": .string(message),
            "kind": .string(failure.kind.rawValue),
            "code": failure.value["code"], "step": failure.value["step"],
        ]
        return EventRecord(kind: .recipeFailed, path: "", at: moment, body: body.encoded())
    }
}

/// What a block rolled back, as the journal has it.
struct RecordedRollback: Hashable, Sendable {
    let title: String
    let undone: Int
    /// The undo steps that failed, each with its reason.
    let failures: [String]

    init(title: String, undone: Int, failures: [String]) {
        self.title = title
        self.undone = undone
        self.failures = failures
    }

    init(_ report: RollbackReport) {
        self.init(title: report.title, undone: report.undone, failures: report.failures)
    }

    init(_ event: EventRecord) {
        let body = event.value
        self.init(
            title: body["title"].string ?? "", undone: Int(clamping: body["undone"].integer ?? 0),
            failures: (body["failures"].table?.items ?? []).compactMap(\.string))
    }

    /// The event that records it.
    func event(path: String, at moment: Timestamp) -> EventRecord {
        let body: LuaValue = [
            "title": .string(title), "undone": .integer(Int64(undone)), "failures": .list(failures.map { .string($0) }),
        ]
        return EventRecord(kind: .rolledBack, path: path, at: moment, body: body.encoded())
    }
}

/// How a scope or a branch ended, as the journal has it.
struct RecordedScopeEnd: Hashable, Sendable {
    /// The message of the error that ended it, as far as a line shows it.
    let failure: String?
    let isCancelled: Bool

    init(failure: String?, isCancelled: Bool) {
        self.failure = failure?.headline
        self.isCancelled = isCancelled
    }

    init(_ event: EventRecord) {
        let body = event.value
        self.init(failure: body["failure"].string, isCancelled: body["cancelled"] == true)
    }

    /// The event that records it.
    func event(path: String, at moment: Timestamp) -> EventRecord {
        var body = LuaTable()
        body["failure"] = LuaValue(failure)
        if isCancelled { body["cancelled"] = true }
        return EventRecord(
            kind: .scopeClosed, path: path, at: moment,
            body: body.fields.isEmpty ? nil : LuaValue.table(body).encoded())
    }
}

extension EventRecord {
    /// What the event says besides its kind; nothing where it cannot be read.
    var value: LuaValue { body.flatMap { try? LuaValue(decoding: $0) } ?? .nil }
}
