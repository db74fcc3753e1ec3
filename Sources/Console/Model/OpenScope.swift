import Journal
import Recipes
import WorkerProtocol

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
    private(set) var branches: [Branch]
    /// The place of each branch, by its path.
    private var places: [String: Int]
    /// Whether a step in it came from the journal.
    var hasReplayed = false
    /// Whether something in it was done now.
    var hasWorked = false

    init(_ opening: ScopeOpening, at moment: Timestamp, order: Int) {
        self.opening = opening
        openedAt = moment
        self.order = order
        // What has a time limit runs beside a clock, which is no branch to a person.
        let names = opening.kind == "timeout" ? [] : opening.branches
        let branches = names.map { Branch(path: "\(opening.path)/\($0)", state: .queued) }
        self.branches = branches
        places = Dictionary(zip(branches.map(\.path), branches.indices)) { first, _ in first }
    }

    /// Whether it has a time limit.
    var isTimed: Bool { opening.kind == "timeout" }

    /// Whether a path is that of one of its branches.
    func hasBranch(_ path: String) -> Bool { places[path] != nil }

    var title: String { opening.title.isEmpty ? opening.kind : "\(opening.kind) \(opening.title)" }

    mutating func set(_ state: BranchState, ofBranch path: String) {
        if let index = places[path] {
            branches[index].state = state
        } else {
            places[path] = branches.count
            branches.append(Branch(path: path, state: state))
        }
    }
}
