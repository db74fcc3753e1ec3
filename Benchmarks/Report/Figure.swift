/// One measured quantity, beside its floor.
struct Figure: Sendable {
    /// The least that the same work can take.
    struct Floor: Sendable {
        let name: String
        let sample: Sample
    }

    let name: String
    let unit: Unit
    let sample: Sample
    let floor: Floor?

    /// - Parameters:
    ///   - name: what was measured.
    ///   - unit: what it is counted in.
    ///   - values: one value for each run.
    ///   - floor: the floor's name and its values in the same runs.
    init(_ name: String, _ unit: Unit, _ values: [Double], floor: (name: String, values: [Double])? = nil) {
        self.name = name
        self.unit = unit
        sample = Sample(values)
        self.floor = floor.map { Floor(name: $0.name, sample: Sample($0.values)) }
    }
}

extension Figure {
    /// The three figures of whole processes.
    static func processes(
        _ processes: [MeasuredProcess], floor: String, _ floors: [MeasuredProcess]
    ) -> [Figure] {
        [
            Figure("wall time", .seconds, processes.map(\.wall), floor: (floor, floors.map(\.wall))),
            Figure("processor time", .seconds, processes.map(\.processor), floor: (floor, floors.map(\.processor))),
            Figure("peak memory", .bytes, processes.map(\.peakMemory), floor: (floor, floors.map(\.peakMemory))),
        ]
    }

    /// The least, median and 99th percentile of many short things, for several runs of them.
    /// - Parameters:
    ///   - runs: the seconds of each, for each run.
    ///   - floor: the floor's name and the seconds of each.
    static func distribution(
        _ name: String, _ runs: [[Double]], floor: (name: String, runs: [[Double]])
    ) -> [Figure] {
        let parts = [("least", 0.0), ("median", 0.5), ("99th percentile", 0.99)]
        return parts.map { part, quantile in
            Figure(
                "\(name), \(part)", .seconds, runs.map { Sample($0).quantile(quantile) },
                floor: (floor.name, floor.runs.map { Sample($0).quantile(quantile) }))
        }
    }
}
