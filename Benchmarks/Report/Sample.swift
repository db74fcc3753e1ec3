/// What several runs gave.
struct Sample: Sendable {
    /// The values, in the order of the runs.
    let values: [Double]
    private let sorted: [Double]

    /// - Parameter values: one value for each run, at least one.
    init(_ values: [Double]) {
        precondition(!values.isEmpty, "a sample needs a run")
        self.values = values
        sorted = values.sorted()
    }

    var median: Double { quantile(0.5) }
    var least: Double { sorted[0] }
    var greatest: Double { sorted[sorted.count - 1] }

    /// The value below which a part of the values lies.
    /// - Parameter part: from 0 to 1.
    func quantile(_ part: Double) -> Double {
        let position = part * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
    }

    /// The quotient of each pair of runs.
    static func / (left: Sample, right: Sample) -> Sample {
        Sample(zip(left.values, right.values).map { $0 / $1 })
    }
}
