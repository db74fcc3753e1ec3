import WorkerProtocol

/// Finds where a recipe fails: of all forks that failed on the way to its failure, the branch of the innermost one that
/// failed first, and the branches that were given up for it.
struct FailedBranch {
    /// By the fork's path: the branches that failed or were cancelled, the first one first.
    private var failed: [String: [String]] = [:]
    private var forks: Set<String> = []
    /// Shows whether a step comes after the fork that failed.
    private var order = ProgramOrder(forks: [])
    private(set) var path = ""
    /// The siblings that ended because of it, or failed beside it.
    private(set) var givenUp: [String] = []

    /// Takes the beginning of a scope.
    mutating func scopeOpened(_ scope: ScopeOpening) {
        if !scope.branches.isEmpty { forks.insert(scope.path) }
    }

    /// Takes the end of a branch.
    mutating func branchClosed(_ branch: String, hasFailed: Bool) {
        if hasFailed { failed[ProgramOrder.parent(of: branch), default: []].append(branch) }
    }

    /// Takes the end of a scope.
    mutating func scopeClosed(_ scope: String, hasFailed: Bool) {
        guard let branches = failed.removeValue(forKey: scope), let first = branches.first, hasFailed else { return }
        if path.isEmpty || !ProgramOrder.lies(path, in: first) {
            (path, givenUp) = (first, [])
        }
        givenUp += branches.dropFirst()
        order = ProgramOrder(forks: forks)
        order.record(scope)
    }

    /// Takes a step that the recipe goes on with: a failure before it was caught.
    mutating func begun(_ step: String) {
        if !path.isEmpty, order.hasEarlier(than: step) { (path, givenUp) = ("", []) }
    }
}
