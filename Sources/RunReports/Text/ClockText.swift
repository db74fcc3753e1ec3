public import Foundation
public import Journal

/// Moments as people read them, in one time zone.
public struct ClockText: Sendable {
    private let timeZone: TimeZone

    /// Makes a clock.
    /// - Parameter timeZone: the zone of the times it shows.
    public init(timeZone: TimeZone) { self.timeZone = timeZone }

    /// The time zone of whoever sits at the terminal.
    public static var local: ClockText { ClockText(timeZone: .current) }
    /// UTC.
    public static var utc: ClockText { ClockText(timeZone: .gmt) }

    /// `12:03:04`.
    public func time(_ moment: Timestamp) -> String { CivilTime(local(moment)).time }

    /// `2025-11-24 12:03:04`.
    public func dateAndTime(_ moment: Timestamp) -> String {
        let civil = CivilTime(local(moment))
        return "\(civil.date) \(civil.time)"
    }

    /// `12:03:04` on the day of `now`, else `2025-11-24 12:03:04`.
    public func brief(_ moment: Timestamp, now: Timestamp) -> String {
        CivilTime(local(moment)).date == CivilTime(local(now)).date ? time(moment) : dateAndTime(moment)
    }

    private func local(_ moment: Timestamp) -> Timestamp {
        moment.adding(seconds: Double(timeZone.secondsFromGMT(for: moment.date)))
    }
}

extension Timestamp {
    /// The moment as RFC 3339 has it, in UTC with milliseconds: `2025-11-24T12:03:04.250Z`.
    public var rfc3339: String {
        let civil = CivilTime(self)
        return "\(civil.date)T\(civil.time).\(CivilTime.padded(civil.millisecond, 3))Z"
    }
}

/// A moment taken apart, in the proleptic Gregorian calendar.
struct CivilTime {
    let date: String
    let time: String
    let millisecond: Int64

    init(_ moment: Timestamp) {
        let (quotient, remainder) = moment.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let (day, rest) = remainder < 0 ? (quotient - 1, remainder + 86_400_000) : (quotient, remainder)
        millisecond = rest % 1000
        time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.padded($0, 2) }
            .joined(separator: ":")
        date = Self.date(day: day)
    }

    static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The date of a day counted from 1970-01-01
    /// (`civil_from_days`, https://howardhinnant.github.io/date_algorithms.html).
    private static func date(day: Int64) -> String {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
    }
}
