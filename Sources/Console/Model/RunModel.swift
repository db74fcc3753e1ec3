import Journal
import RecipeWorker
import Recipes

/// What is known of a run from its events so far: all that a live tree is drawn from.
struct RunModel: Hashable, Sendable {
    private(set) var start: RunStart?
    private(set) var startedAt: Timestamp?
    private(set) var steps: [String: OpenStep] = [:]
    private(set) var scopes: [String: OpenScope] = [:]

    private var nextOrder = 0
    /// How many finished steps of the journal have not been told again yet.
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
        let branches = Set(around.compactMap { scopes[$0] }.flatMap { $0.branches.map(\.path) })
        return around.filter(branches.contains).compactMap { $0.split(separator: "/").last }.joined(separator: "/")
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

    mutating func open(_ scope: OpenScope) { scopes[scope.opening.path] = scope }

    /// Whether a path is of the branch that watches the time limit of what runs beside it, which is nobody's concern.
    func isTimeLimit(_ path: String) -> Bool {
        (ancestors(of: path) + [path]).contains { isTimed($0) && $0.hasSuffix("/limit") }
    }

    /// Whether a path is of a branch of a block that has a time limit.
    func isTimed(_ path: String) -> Bool { ancestors(of: path).last.flatMap { scopes[$0] }?.isTimed == true }

    mutating func closeScope(_ path: String) -> OpenScope? {
        let inside = path + "/"
        scopes = scopes.filter { !$0.key.hasPrefix(inside) }
        steps = steps.filter { !$0.key.hasPrefix(inside) }
        return scopes.removeValue(forKey: path)
    }

    mutating func setBranch(_ path: String, _ state: OpenScope.BranchState) {
        guard let scope = ancestors(of: path).last, !isTimed(path) else { return }
        scopes[scope]?.set(state, ofBranch: path)
    }

    mutating func open(_ step: StepStart, at moment: Timestamp) -> OpenStep {
        let opened = OpenStep(start: step, startedAt: moment, order: takeOrder(), isHeld: replaysLeft > 0)
        if !isTimeLimit(step.path) { steps[step.path] = opened }
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
        return steps.removeValue(forKey: path)
    }

    /// The steps whose beginning a log should now be told of: all of them, once the journal has been replayed.
    mutating func releaseHeldSteps() -> [OpenStep] {
        guard replaysLeft == 0 else { return [] }
        let held = steps.values.filter(\.isHeld).sorted { $0.order < $1.order }
        for step in held { steps[step.start.path]?.isHeld = false }
        return held
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
