import Journal
import LuaValues

extension RunHistory {
    /// A scope such as `parallel`, or a branch of one.
    public struct Scope: Encodable, Hashable, Sendable {
        /// Its structural path.
        public let path: String
        /// `parallel`, `with_rollback` and so on, or `branch`.
        public let kind: String
        /// What it is about, in a few words.
        public let title: String
        /// `done`, `failed` or `cancelled`; `nil` while it has no end.
        public let outcome: String?
        /// The message of the error that ended it.
        public let failure: String?
        /// What it rolled back, in a few words.
        public let rolledBack: String?
    }
}

/// How a scope or branch ended, as its journal has it.
struct ScopeEnd: Hashable, Sendable {
    /// The message of the error that ended it.
    let failure: String?
    let isCancelled: Bool

    init(_ event: EventRecord) {
        let body = event.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
        failure = body["failure"].string
        isCancelled = body["cancelled"] == true
    }

    var outcome: RunNode.Outcome { isCancelled ? .cancelled : failure != nil ? .failed : .done }

    /// The outcome as scripts read it.
    var word: String { isCancelled ? "cancelled" : failure != nil ? "failed" : "done" }
}

extension RunHistory {
    /// What a block rolled back, in a few words.
    static func rollback(_ event: EventRecord) -> String {
        let body = event.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
        let undone = body["undone"].integer ?? 0
        let failures = (body["failures"].table?.items ?? []).compactMap(\.string)
        let what = "rolled back \(undone) step\(undone == 1 ? "" : "s")"
        return failures.isEmpty ? what : "\(what), and could not: \(failures.joined(separator: "; "))"
    }

    /// The paths of the scopes and branches that a step lies in.
    static func scopes(around path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }
}
