import Journal
import Recipes
import WorkerProtocol

/// What is known of a run from its events so far: all that a live tree is drawn from.
struct RunModel: Hashable, Sendable {
    private(set) var start: RunStart?
    private(set) var startedAt: Timestamp?
    private(set) var steps: [String: OpenStep] = [:]
    private(set) var scopes: [String: OpenScope] = [:]

    private var nextOrder = 0
    /// How many open steps and scopes lie in each scope.
    private var inside: [String: Int] = [:]
    /// The steps whose beginning a log does not show yet, in their order.
    private var held: [String] = []
    /// How many finished steps of the journal have not been shown again yet.
    private var replaysLeft = 0
    /// Messages that have been shown at the step where they came up.
    private var reported: Set<String> = []

    /// How many open scopes are around a path.
    func depth(of path: String) -> Int { ancestors(of: path).count { scopes[$0] != nil } }

    /// How many open scopes are around what is in a branch or scope.
    func depth(inside path: String) -> Int { path.isEmpty ? 0 : depth(of: "\(path)/") }

    /// The names of the branches around a path, outermost first, such as `eu/web-2`; empty outside of branches.
    func branchLabel(of path: String) -> String {
        let around = ancestors(of: path)
        let branches = around.indices.filter { index in
            around[..<index].contains { scopes[$0]?.hasBranch(around[index]) ?? false }
        }
        return branches.compactMap { around[$0].split(separator: "/").last }.joined(separator: "/")
    }

    /// The paths around a path, outermost first.
    func ancestors(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }

    mutating func begin(_ run: RunStart, at moment: Timestamp) {
        start = run
        startedAt = moment
        replaysLeft = run.replayedSteps
    }

    mutating func open(_ scope: OpenScope) {
        let path = scope.opening.path
        if scopes.updateValue(scope, forKey: path) == nil { count(1, around: path) }
    }

    /// Whether a path is of the branch that watches the time limit of what runs beside it, which is nobody's concern.
    func isTimeLimit(_ path: String) -> Bool {
        (ancestors(of: path) + [path]).contains { isTimed($0) && $0.hasSuffix("/limit") }
    }

    /// Whether a path is of a branch of a block that has a time limit.
    func isTimed(_ path: String) -> Bool { ancestors(of: path).last.flatMap { scopes[$0] }?.isTimed == true }

    mutating func closeScope(_ path: String) -> OpenScope? {
        if inside[path] ?? 0 > 0 {
            let prefix = path + "/"
            for inner in scopes.keys where inner.hasPrefix(prefix) { removeScope(inner) }
            for step in steps.keys where step.hasPrefix(prefix) { removeStep(step) }
        }
        inside[path] = nil
        return removeScope(path)
    }

    @discardableResult
    private mutating func removeScope(_ path: String) -> OpenScope? {
        guard let scope = scopes.removeValue(forKey: path) else { return nil }
        count(-1, around: path)
        return scope
    }

    @discardableResult
    private mutating func removeStep(_ path: String) -> OpenStep? {
        guard let step = steps.removeValue(forKey: path) else { return nil }
        count(-1, around: path)
        return step
    }

    private mutating func count(_ change: Int, around path: String) {
        for scope in ancestors(of: path) { inside[scope, default: 0] += change }
    }

    mutating func setBranch(_ path: String, _ state: OpenScope.BranchState) {
        guard let scope = ancestors(of: path).last, !isTimed(path) else { return }
        scopes[scope]?.set(state, ofBranch: path)
    }

    mutating func open(_ step: StepStart, at moment: Timestamp) -> OpenStep {
        let opened = OpenStep(start: step, startedAt: moment, order: takeOrder(), isHeld: replaysLeft > 0)
        guard !isTimeLimit(step.path) else { return opened }
        if steps.updateValue(opened, forKey: step.path) == nil { count(1, around: step.path) }
        if opened.isHeld { held.append(step.path) }
        return opened
    }

    mutating func change(_ path: String, _ body: (inout OpenStep) -> Void) {
        if var step = steps[path] {
            body(&step)
            steps[path] = step
        }
    }

    mutating func closeStep(_ path: String, isReplayed: Bool) -> OpenStep? {
        for scope in ancestors(of: path) {
            if isReplayed { scopes[scope]?.hasReplayed = true } else { scopes[scope]?.hasWorked = true }
        }
        replaysLeft = isReplayed ? max(0, replaysLeft - 1) : 0
        return removeStep(path)
    }

    /// The steps whose beginning a log should now show: all of them, once the journal has been replayed.
    mutating func releaseHeldSteps() -> [OpenStep] {
        guard replaysLeft == 0 else { return [] }
        defer { held = [] }
        return held.compactMap { path in
            guard let step = steps[path], step.isHeld else { return nil }
            steps[path]?.isHeld = false
            return step
        }
    }

    /// Ends the replay: something happens that is not in the journal.
    mutating func endReplay() { replaysLeft = 0 }

    /// Whether a message is new; it counts as shown from now on.
    mutating func report(_ message: String) -> Bool { reported.insert(message).inserted }

    mutating func takeOrder() -> Int {
        defer { nextOrder += 1 }
        return nextOrder
    }
}
