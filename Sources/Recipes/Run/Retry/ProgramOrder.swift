/// The order in which a recipe comes to its steps, as their paths show it.
///
/// A path is a list of places: numbers count the steps and scopes of one sequence, and below a fork (`parallel`,
/// `timeout`) stands the name of a branch. Of two steps in one sequence the recipe comes to one after the other; steps
/// in two branches of one fork are neither before nor after each other.
struct ProgramOrder {
    private let forks: Set<String>
    /// By sequence: the last place at which something was noted.
    private var last: [String: Int] = [:]
    /// By sequence: the first place at which something was noted.
    private var first: [String: Int] = [:]

    /// - Parameter forks: the paths of the scopes whose parts are branches.
    init(forks: Set<String>) { self.forks = forks }

    /// Notes that something is at a path.
    mutating func record(_ path: String) {
        for (sequence, place) in places(of: path) {
            last[sequence] = max(last[sequence] ?? place, place)
            first[sequence] = min(first[sequence] ?? place, place)
        }
    }

    /// Whether something that was noted comes after a path.
    func hasLater(than path: String) -> Bool {
        places(of: path).contains { sequence, place in (last[sequence]).map { $0 > place } ?? false }
    }

    /// Whether something that was noted comes before a path.
    func hasEarlier(than path: String) -> Bool {
        places(of: path).contains { sequence, place in (first[sequence]).map { $0 < place } ?? false }
    }

    /// Whether the recipe has come to a step or scope when it is at the end of a branch: it lies in the branch, around
    /// it, or comes before it.
    /// - Parameter branch: the branch's path; empty for the recipe itself.
    func isReached(_ path: String, atTheEndOf branch: String) -> Bool {
        if Self.lies(path, in: branch) || Self.lies(branch, in: path) { return true }
        let places = Dictionary(places(of: branch).map { ($0.sequence, $0.place) }) { first, _ in first }
        return self.places(of: path).contains { sequence, place in places[sequence].map { place < $0 } ?? false }
    }

    /// Whether a path lies in a scope or branch, or is it.
    static func lies(_ path: String, in scope: String) -> Bool {
        scope.isEmpty || path == scope || path.hasPrefix("\(scope)/")
    }

    /// The scope or branch a step lies in.
    static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// Whether a path lies in one of some scopes, or is one of them.
    static func lies(_ path: String, inAnyOf scopes: Set<String>) -> Bool {
        guard !scopes.isEmpty else { return false }
        var scope = path
        while !scope.isEmpty {
            if scopes.contains(scope) { return true }
            scope = parent(of: scope)
        }
        return scopes.contains("")
    }

    /// The sequences a path goes through, each with the place in it.
    private func places(of path: String) -> [(sequence: String, place: Int)] {
        var places: [(String, Int)] = []
        var sequence = ""
        for part in path.split(separator: "/") {
            if !forks.contains(sequence), let place = Int(part) { places.append((sequence, place)) }
            sequence += sequence.isEmpty ? String(part) : "/\(part)"
        }
        return places
    }
}
