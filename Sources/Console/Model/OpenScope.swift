import Journal
import RecipeWorker
import Recipes

/// A scope that has begun and not ended.
struct OpenScope: Hashable, Sendable {
    /// Where a branch stands.
    enum BranchState: Hashable, Sendable {
        case queued
        case running(since: Timestamp)
        case done
        case failed(String)
    }

    /// A branch of a `parallel`.
    struct Branch: Hashable, Sendable {
        let path: String
        var state: BranchState

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    let opening: ScopeOpening
    let openedAt: Timestamp
    /// Its place in the order of beginnings.
    let order: Int
    var branches: [Branch]
    /// Whether a step in it came from the journal.
    var hasReplayed = false
    /// Whether something in it was done now.
    var hasWorked = false

    init(_ opening: ScopeOpening, at moment: Timestamp, order: Int) {
        self.opening = opening
        openedAt = moment
        self.order = order
        branches = opening.branches.map { Branch(path: "\(opening.path)/\($0)", state: .queued) }
        // It runs beside a clock, which is no branch to a person.
        if isTimed { branches = [] }
    }

    /// Whether it has a time limit.
    var isTimed: Bool { opening.kind == "timeout" }

    var title: String { opening.title.isEmpty ? opening.kind : "\(opening.kind) \(opening.title)" }

    mutating func set(_ state: BranchState, ofBranch path: String) {
        if let index = branches.firstIndex(where: { $0.path == path }) {
            branches[index].state = state
        } else {
            branches.append(Branch(path: path, state: state))
        }
    }
}
