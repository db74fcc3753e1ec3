public import Journal
import LuaValues
public import Recipes
import WorkerProtocol

/// The steps of a run as its journal has them.
public struct RunHistory: Sendable {
    /// One step.
    public struct Step: Encodable, Sendable {
        /// Its structural path.
        public let path: String
        /// The primitive.
        public let primitive: String
        /// What it is about, in a few words.
        public let title: String
        /// Where the recipe calls it, `file:line`.
        public let source: String
        /// The library that calls it; `nil` for the project.
        public let library: String?
        /// The other libraries whose code it came through, outermost first.
        public let through: [String]?
        /// When it was begun last.
        public let startedAt: MomentText
        /// `running`, `done`, `failed`, `cancelled`, or `dropped` where it is to be done again.
        public internal(set) var outcome: String
        /// How long it took.
        public internal(set) var seconds: Double?
        /// What came of it, in a few words.
        public internal(set) var summary: String?
        /// What it waits for, while it has no end.
        public internal(set) var wait: StepWait?
        /// What people said of it, while it was in doubt.
        public internal(set) var answers: [Answer]?
    }

    /// What a person said of a step in doubt.
    public struct Answer: Encodable, Sendable {
        /// Who said it.
        public let by: String
        /// `retry`, `done` or `failed`.
        public let verdict: String
        /// The note they left.
        public let comment: String?
        /// When.
        public let at: MomentText
        /// All of it, as a line for people.
        public let text: String

        init(_ answer: OperatorAnswer, at moment: Timestamp) {
            by = answer.person
            verdict =
                switch answer.verdict {
                case .retry: "retry"
                case .done: "done"
                case .failed: "failed"
                }
            comment = answer.comment
            at = MomentText(moment)
            text = answer.text
        }
    }

    /// The steps, in the order in which they were begun.
    public private(set) var steps: [Step] = []
    private var scopes: [String: (kind: String, title: String)] = [:]
    private var ends: [String: ScopeEnd] = [:]
    private var rollbacks: [String: String] = [:]

    /// Reads a run's journal.
    /// - Parameters:
    ///   - events: the run's events.
    ///   - approvals: the run's requests, for the steps that wait for people.
    ///   - registry: knows what recorded calls were about.
    public init(events: [StoredEvent], approvals: [ApprovalRecord], registry: PrimitiveRegistry) {
        let approvals = ApprovalIndex(approvals)
        var places: [String: (index: Int, at: Timestamp)] = [:]
        // Steps without an end, and since when.
        var open: [String: (intent: StepIntent, at: Timestamp)] = [:]
        for event in events.map(\.event) {
            switch event.kind {
            case .started:
                guard let intent = event.intent else { continue }
                if let place = places[event.path] {
                    // Begun again by a later process.
                    places[event.path] = (place.index, event.at)
                    steps[place.index].outcome = "running"
                    (steps[place.index].seconds, steps[place.index].summary) = (nil, nil)
                    open[event.path] = (intent, event.at)
                    continue
                }
                places[event.path] = (steps.count, event.at)
                open[event.path] = (intent, event.at)
                steps.append(
                    Step(
                        path: event.path, primitive: intent.primitive, title: registry.title(of: intent),
                        source: intent.source, library: intent.library, through: Self.through(event),
                        startedAt: MomentText(event.at), outcome: "running"))
            case .finished, .failed, .cancelled:
                guard let place = places[event.path] else { continue }
                open[event.path] = nil
                let value = event.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
                let primitive = registry[steps[place.index].primitive]
                steps[place.index].seconds = event.at.seconds(since: place.at)
                steps[place.index].outcome =
                    event.kind == .finished ? "done" : event.kind == .failed ? "failed" : "cancelled"
                steps[place.index].summary =
                    event.kind == .finished ? primitive?.summary(of: value) : value["message"].string
            case .scopeOpened:
                let value = event.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
                scopes[event.path] = (value["kind"].string ?? "scope", value["title"].string ?? "")
            case .scopeClosed: ends[event.path] = ScopeEnd(event)
            case .rolledBack: rollbacks[event.path] = Self.rollback(event)
            case .resumed:
                reopen(event.paths("dropped"))
                for place in event.paths("dropped").compactMap({ places[$0] }) {
                    steps[place.index].outcome = "dropped"
                    steps[place.index].summary = "taken off the record, to be done again"
                }
            case .answered:
                guard let place = places[event.path], let answer = OperatorAnswer(event) else { continue }
                steps[place.index].answers = (steps[place.index].answers ?? []) + [Answer(answer, at: event.at)]
            case .edited: reopen(event.paths(""))
            case .cancelRequested, .recipeFailed, .abandoned, .accepted: break
            }
        }
        for (path, step) in open {
            guard let place = places[path] else { continue }
            steps[place.index].wait = StepWait(
                path: path, step.intent, since: step.at, approvals: approvals, registry: registry)
        }
    }

    /// What still runs of steps that no process executes any more, one line for each.
    public func leftRunning(of run: RunID, _ registry: PrimitiveRegistry) -> [String] {
        steps.filter { $0.outcome == "running" }.flatMap { step in
            (registry[step.primitive]?.leftRunning(of: StepContext.token(of: step.path, in: run)) ?? [])
                .map { "\($0), of step \(step.path)" }
        }
    }

    /// What a person can type where a run needs one.
    public func decisions(of run: RunID) -> [String] {
        let doubtful = steps.filter { $0.outcome == "running" && $0.answers == nil }
        return doubtful.map {
            "moondock resolve \(run) \($0.path) --retry, --done VALUE or --fail  says what became of it"
        }
            + [
                "moondock resume \(run)  asks again, or undoes what is left",
                "moondock resolve \(run) --abandon REASON  gives it up as it is",
            ]
    }

    /// The scopes and branches that are on record, in order of their paths.
    public var scopeList: [Scope] {
        Set(scopes.keys).union(ends.keys).sorted().map { path in
            Scope(
                path: path, kind: scopes[path]?.kind ?? "branch", title: scopes[path]?.title ?? "",
                outcome: ends[path]?.word, failure: ends[path]?.failure, rolledBack: rollbacks[path])
        }
    }

    /// The steps as a tree: their paths say what lies in what.
    /// - Parameters:
    ///   - isLive: whether a process executes the run, so that an open step is running.
    ///   - hasPaths: whether each step is named by its path too.
    public func nodes(isLive: Bool, hasPaths: Bool = false) -> [RunNode] {
        let root = Inside()
        for step in steps {
            var scope = root
            for name in step.path.split(separator: "/").dropLast() { scope = scope.inner(name) }
            scope.items.append(.step(step))
        }
        return nodes(in: root, path: "", isLive: isLive, hasPaths: hasPaths)
    }

    /// What lies in a scope or branch, each inner one where its first step was begun.
    private final class Inside {
        enum Item {
            case step(Step)
            case scope(Substring, Inside)
        }

        var items: [Item] = []
        private var scopes: [Substring: Inside] = [:]

        func inner(_ name: Substring) -> Inside {
            if let scope = scopes[name] { return scope }
            let scope = Inside()
            scopes[name] = scope
            items.append(.scope(name, scope))
            return scope
        }
    }

    private func nodes(in scope: Inside, path: String, isLive: Bool, hasPaths: Bool) -> [RunNode] {
        scope.items.map { item in
            switch item {
            case .step(let step): return node(step, isLive, hasPaths)
            case .scope(let name, let inner):
                let path = path.isEmpty ? String(name) : "\(path)/\(name)"
                let opening = scopes[path]
                let title = opening.map { $0.title.isEmpty ? $0.kind : "\($0.kind) \($0.title)" } ?? String(name)
                // What runs beside a time limit is all there is to a block that has one.
                let isTimed = opening?.kind == "timeout"
                let children = nodes(
                    in: isTimed ? inner.inner("body") : inner, path: isTimed ? "\(path)/body" : path, isLive: isLive,
                    hasPaths: hasPaths)
                // What the last attempt came to is what became of it.
                let decisive = opening?.kind == "retry" ? children.suffix(1) : children[...]
                let end = ends[path]
                // A failure that no step inside shows is the recipe's own.
                let failure = children.contains { $0.outcome == .failed } ? nil : end?.failure
                return RunNode(
                    title: title, outcome: end?.outcome ?? Self.outcome(of: decisive),
                    summary: Self.lines([failure, rollbacks[path]]),
                    children: children)
            }
        }
    }

    private func node(_ step: Step, _ isLive: Bool, _ hasPath: Bool) -> RunNode {
        let parts = step.source.split(separator: ":")
        let position = SourcePosition(
            chunk: parts.dropLast().joined(separator: ":"), line: parts.last.flatMap { Int($0) } ?? 0)
        let outcome: RunNode.Outcome =
            switch step.outcome {
            case "done": .done
            case "failed": .failed
            case "cancelled": .cancelled
            default: isLive ? .running : .waiting
            }
        return RunNode(
            title: "\(hasPath ? "\(step.path)  " : "")\(step.primitive) \(step.title)"
                + (StepStart.caller(step.library, through: step.through ?? []).map { " [\($0)]" } ?? ""),
            outcome: outcome == .running && step.wait?.isForSomething == true ? .waiting : outcome,
            duration: step.seconds, summary: summary(of: step), position: position)
    }

    /// What came of a step or what it waits for, and what people said of it.
    private func summary(of step: Step) -> String? {
        Self.lines([step.summary ?? step.wait?.text(now: .now)] + (step.answers ?? []).map(\.text))
    }

    private static func lines(_ texts: [String?]) -> String? {
        let texts = texts.compactMap { $0 }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }

    /// Takes back how scopes ended, and what they rolled back, where steps inside are to be done again.
    private mutating func reopen(_ paths: [String]) {
        for scope in Set(paths.flatMap(Self.scopes)) { (ends[scope], rollbacks[scope]) = (nil, nil) }
    }

    private static func through(_ event: EventRecord) -> [String]? {
        let facts = event.body.flatMap { try? LuaValue(decoding: $0) } ?? .nil
        let ids = (facts["through"].table?.items ?? []).compactMap(\.string)
        return ids.isEmpty ? nil : ids
    }

    private static func outcome(of nodes: ArraySlice<RunNode>) -> RunNode.Outcome {
        for outcome in [RunNode.Outcome.failed, .running, .waiting, .cancelled]
        where nodes.contains(where: { $0.outcome == outcome }) { return outcome }
        return .done
    }
}
