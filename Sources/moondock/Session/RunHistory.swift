import Console
import Journal
import LuaRuntime
import Primitives
import RecipeWorker
import Recipes

extension PrimitiveRegistry {
    /// The primitives this program has.
    static var standard: PrimitiveRegistry { PrimitiveRegistry(StandardPrimitives.all()) }
}

/// The steps of a run as its journal has them.
struct RunHistory {
    struct Step: Encodable {
        let path: String
        let primitive: String
        let title: String
        let source: String
        let library: String?
        let startedAt: String
        var outcome: String
        var seconds: Double?
        var summary: String?
        var wait: StepWait?
    }

    private(set) var steps: [Step] = []
    private var scopes: [String: (kind: String, title: String)] = [:]

    /// Reads a run's journal.
    /// - Parameters:
    ///   - events: the run's events.
    ///   - approvals: the run's requests, for the steps that wait for people.
    ///   - registry: tells what recorded calls were about.
    init(events: [StoredEvent], approvals: [ApprovalRecord], registry: PrimitiveRegistry) {
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
                        source: intent.source, library: intent.library, startedAt: event.at.text, outcome: "running"))
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
            case .resumed:
                for place in event.paths("dropped").compactMap({ places[$0] }) {
                    steps[place.index].outcome = "dropped"
                    steps[place.index].summary = "taken off the record, to be done again"
                }
            case .cancelRequested, .answered, .edited, .recipeFailed, .abandoned, .rolledBack: break
            }
        }
        for (path, step) in open {
            guard let place = places[path] else { continue }
            steps[place.index].wait = StepWait(
                path: path, step.intent, since: step.at, approvals: approvals, registry: registry)
        }
    }

    /// The steps as a tree: their paths say what lies in what.
    /// - Parameters:
    ///   - isLive: whether a process carries the run on, so that an open step is running.
    ///   - hasPaths: whether each step is named by its path too.
    func nodes(isLive: Bool, hasPaths: Bool = false) -> [RunTree.Node] {
        nodes(under: [], isLive: isLive, hasPaths: hasPaths)
    }

    private func nodes(under prefix: [Substring], isLive: Bool, hasPaths: Bool) -> [RunTree.Node] {
        var nodes: [RunTree.Node] = []
        var seen: Set<Substring> = []
        for step in steps {
            let parts = step.path.split(separator: "/")
            guard parts.count > prefix.count, Array(parts.prefix(prefix.count)) == prefix else { continue }
            let part = parts[prefix.count]
            if parts.count == prefix.count + 1 {
                nodes.append(node(step, isLive, hasPaths))
            } else if seen.insert(part).inserted {
                let path = prefix + [part]
                let scope = scopes[path.joined(separator: "/")]
                let title = scope.map { $0.title.isEmpty ? $0.kind : "\($0.kind) \($0.title)" } ?? String(part)
                // What runs beside a time limit is all there is to a block that has one.
                let inside = scope?.kind == "timeout" ? path + ["body"] : path
                let children = self.nodes(under: inside, isLive: isLive, hasPaths: hasPaths)
                // What the last attempt came to is what became of it.
                let decisive = scope?.kind == "retry" ? children.suffix(1) : children[...]
                nodes.append(RunTree.Node(title: title, outcome: Self.outcome(of: decisive), children: children))
            }
        }
        return nodes
    }

    private func node(_ step: Step, _ isLive: Bool, _ hasPath: Bool) -> RunTree.Node {
        let parts = step.source.split(separator: ":")
        let position = SourcePosition(
            chunk: parts.dropLast().joined(separator: ":"), line: parts.last.flatMap { Int($0) } ?? 0)
        let outcome: RunTree.Outcome =
            switch step.outcome {
            case "done": .done
            case "failed": .failed
            case "cancelled": .cancelled
            default: isLive ? .running : .waiting
            }
        return RunTree.Node(
            title: "\(hasPath ? "\(step.path)  " : "")\(step.primitive) \(step.title)"
                + (step.library.map { " [\($0)]" } ?? ""),
            outcome: outcome == .running && step.wait?.isForSomething == true ? .waiting : outcome,
            duration: step.seconds, summary: step.summary ?? step.wait?.text(now: .now), position: position)
    }

    private static func outcome(of nodes: ArraySlice<RunTree.Node>) -> RunTree.Outcome {
        for outcome in [RunTree.Outcome.failed, .running, .waiting, .cancelled]
        where nodes.contains(where: { $0.outcome == outcome }) { return outcome }
        return .done
    }
}
