import Foundation

/// Prints what was measured.
struct Report: Sendable {
    func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    func print(namesOf benchmarks: [any Benchmark]) {
        let width = benchmarks.map(\.name.count).max() ?? 0
        for benchmark in benchmarks {
            print("\(Self.pad(benchmark.name, to: width))  \(benchmark.summary)")
        }
    }

    /// Runs a benchmark and prints its figures; one that cannot be run says why.
    /// - Returns: whether it did not fail.
    func print(_ benchmark: any Benchmark, in suite: Suite) async -> Bool {
        var isMeasured = true
        print("\n\(benchmark.name)  \(benchmark.summary)")
        do {
            for line in Self.lines(try await benchmark.measure(in: suite)) { print("  \(line)") }
        } catch let reason as Skipped {
            print("  skipped: \(reason)")
        } catch {
            print("  failed: \(error)")
            isMeasured = false
        }
        for peer in benchmark.peers { print("  measured elsewhere: \(peer)") }
        return isMeasured
    }

    private static func lines(_ figures: [Figure]) -> [String] {
        let rows = figures.map { figure in
            let floor = figure.floor
            let ratio = floor.map { figure.sample / $0.sample }
            return [
                figure.name, figure.unit.text(figure.sample), floor.map { "\($0.name):" } ?? "",
                floor.map { figure.unit.text($0.sample) } ?? "",
                ratio.map { "ratio \(Unit.number($0.median)) (\(Unit.number($0.least)) – \(Unit.number($0.greatest)))" }
                    ?? "",
                "\(figure.sample.values.count) runs",
            ]
        }
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { pad($0, to: $1) }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
