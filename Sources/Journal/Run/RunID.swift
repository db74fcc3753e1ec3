import Foundation

/// The name of a run that people see and type: `yymmdd-hhmmss-xxxx` in UTC, so names sort by time.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Takes a name as it is.
    public init(_ description: String) { self.description = description }

    /// A new name for a run that begins now.
    public static func fresh(at moment: Timestamp = .now) -> RunID {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: moment.date)
        let digits = [parts.year.map { $0 % 100 }, parts.month, parts.day, parts.hour, parts.minute, parts.second]
            .map { two($0 ?? 0) }
        let random = String((0..<4).compactMap { _ in alphabet.randomElement() })
        return RunID(digits[0...2].joined() + "-" + digits[3...5].joined() + "-" + random)
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Whether the left run began earlier.
    public static func < (left: RunID, right: RunID) -> Bool { left.description < right.description }
}
