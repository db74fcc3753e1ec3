import Foundation

/// What a figure is counted in.
enum Unit: Sendable {
    case seconds
    case bytes
    case perSecond
    case bytesPerSecond

    /// A value as people read it, in the step of the unit that suits another value.
    /// - Parameters:
    ///   - value: the value.
    ///   - like: the value that chooses the step.
    func text(_ value: Double, like: Double) -> String {
        let (factor, symbol) = step(for: abs(like))
        return "\(Unit.number(value / factor)) \(symbol)"
    }

    /// A median and its range.
    func text(_ sample: Sample) -> String {
        let (factor, _) = step(for: abs(sample.median))
        let range = "\(Unit.number(sample.least / factor)) – \(Unit.number(sample.greatest / factor))"
        return "\(text(sample.median, like: sample.median)) (\(range))"
    }

    /// A number with three digits that count.
    static func number(_ value: Double) -> String {
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        return String(format: "%.\(digits)f", value)
    }

    private func step(for value: Double) -> (factor: Double, symbol: String) {
        switch self {
        case .seconds: value < 1e-3 ? (1e-6, "µs") : value < 1 ? (1e-3, "ms") : (1, "s")
        case .bytes: value < 1e4 ? (1, "B") : value < 1e6 ? (1e3, "kB") : (1e6, "MB")
        case .perSecond: (1, "/s")
        case .bytesPerSecond: (1e6, "MB/s")
        }
    }
}
