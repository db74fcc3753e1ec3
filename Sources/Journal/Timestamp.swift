public import Foundation

/// A moment in UTC, in whole milliseconds since 1970.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// Makes a moment.
    /// - Parameter milliseconds: milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment of a date, rounded down to a millisecond.
    public init(_ date: Date) { milliseconds = Self.whole((date.timeIntervalSince1970 * 1000).rounded(.down)) }

    /// The present moment.
    public static var now: Timestamp { Timestamp(Date()) }

    /// The moment as a date.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// The moment that lies some seconds later; where 64 bits do not hold it, the last one that they hold.
    public func adding(seconds: Double) -> Timestamp {
        let span = Self.whole((seconds * 1000).rounded())
        let (sum, isTooLarge) = milliseconds.addingReportingOverflow(span)
        return Timestamp(milliseconds: isTooLarge ? (span < 0 ? .min : .max) : sum)
    }

    /// Seconds from an earlier moment to this one.
    public func seconds(since earlier: Timestamp) -> Double {
        (Double(milliseconds) - Double(earlier.milliseconds)) / 1000
    }

    /// A whole number as 64 bits hold it. Moments come from clocks, rows and options, any of which can be absurd.
    private static func whole(_ number: Double) -> Int64 { Int64(exactly: number) ?? (number < 0 ? .min : .max) }

    /// Whether the left moment is the earlier one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}
