/// Something that is measured beside floors.
protocol Benchmark: Sendable {
    /// What a filter on the command line goes by, such as `start.hello`.
    var name: String { get }
    /// What is measured, in one line.
    var summary: String { get }
    /// What others reached, measured elsewhere.
    var peers: [Peer] { get }
    /// Measures; a figure for each thing that was.
    /// - Throws: `Skipped` when what it needs is not there.
    func measure(in suite: Suite) async throws -> [Figure]
}

extension Benchmark {
    var peers: [Peer] { [] }
}

/// Why a benchmark was not run.
struct Skipped: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
