/// Finds any number of needles in one pass over a text (Aho and Corasick, CACM 18(6), 1975): what it costs depends on the
/// length of the text alone.
struct NeedleAutomaton: Sendable {
    private var edges: EdgeTable
    private var root = [Int32](repeating: 0, count: 256)
    /// Where to go on from a state that has no edge for a byte.
    private var failure: [Int32] = [0]
    /// How many bytes of a needle a state stands for.
    private var depths: [Int32] = [0]
    /// The length of the longest needle that ends in a state; 0 for none.
    private var longest: [Int32] = [0]

    init(_ needles: some Collection<[UInt8]>) {
        edges = EdgeTable(capacity: needles.reduce(0) { $0 + $1.count } + 1)
        var parents: [(state: Int32, byte: UInt8)] = [(0, 0)]
        for needle in needles { insert(needle, &parents) }
        link(parents)
    }

    /// Whether there is nothing to find.
    var isEmpty: Bool { depths.count == 1 }

    /// The state after one more byte.
    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        var state = state
        while state != 0 {
            if let target = edges.target(of: state, byte) { return target }
            state = failure[Int(state)]
        }
        return root[Int(byte)]
    }

    /// How many of the last bytes could be the beginning of a needle.
    func depth(_ state: Int32) -> Int { Int(depths[Int(state)]) }

    /// The length of the longest needle that ends here; 0 for none.
    func longestNeedle(endingAt state: Int32) -> Int { Int(longest[Int(state)]) }

    /// The length of the longest needle that ends here and is shorter than another one; 0 for none.
    func nextNeedle(endingAt state: Int32, shorterThan length: Int) -> Int {
        var state = state
        while state != 0, longest[Int(state)] >= length { state = failure[Int(state)] }
        return Int(longest[Int(state)])
    }

    private mutating func insert(_ needle: [UInt8], _ parents: inout [(state: Int32, byte: UInt8)]) {
        guard !needle.isEmpty else { return }
        var state: Int32 = 0
        for byte in needle {
            let known = state == 0 ? (root[Int(byte)] == 0 ? nil : root[Int(byte)]) : edges.target(of: state, byte)
            if let known {
                state = known
                continue
            }
            let fresh = Int32(depths.count)
            depths.append(depths[Int(state)] + 1)
            longest.append(0)
            failure.append(0)
            parents.append((state, byte))
            if state == 0 { root[Int(byte)] = fresh } else { edges.add(fresh, from: state, byte) }
            state = fresh
        }
        longest[Int(state)] = depths[Int(state)]
    }

    /// Links each state to the longest other one that its bytes end with; shorter states come first.
    private mutating func link(_ parents: [(state: Int32, byte: UInt8)]) {
        let order = depths.indices.dropFirst().sorted { depths[$0] < depths[$1] }
        for state in order where depths[state] > 1 {
            let (parent, byte) = parents[state]
            let target = next(failure[Int(parent)], byte)
            failure[state] = target
            longest[state] = max(longest[state], longest[Int(target)])
        }
    }
}
