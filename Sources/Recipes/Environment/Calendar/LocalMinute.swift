import Foundation
import Journal

/// A minute as the clocks of a place show it.
struct LocalMinute: Hashable {
    let year: Int
    let month: Int
    let day: Int
    /// 1 for Monday to 7 for Sunday.
    let weekday: Int
    /// The minutes since midnight.
    let minute: Int

    init(_ moment: Timestamp, in zone: TimeZone) {
        let parts = Self.calendar(zone).dateComponents(
            [.year, .month, .day, .weekday, .hour, .minute], from: moment.date)
        year = parts.year ?? 0
        month = parts.month ?? 1
        day = parts.day ?? 1
        weekday = ((parts.weekday ?? 2) + 5) % 7 + 1
        minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
    }

    /// The beginning of a day that many days later.
    func adding(days: Int) -> LocalMinute {
        let utc = TimeZone.gmt
        let noon = DateComponents(year: year, month: month, day: day, hour: 12)
        let date = Self.calendar(utc).date(from: noon)?.addingTimeInterval(Double(days) * 86_400) ?? Date()
        return LocalMinute(Timestamp(date), in: utc).at(0)
    }

    func at(_ minute: Int) -> LocalMinute {
        LocalMinute(year: year, month: month, day: day, weekday: weekday, minute: minute)
    }

    private init(year: Int, month: Int, day: Int, weekday: Int, minute: Int) {
        (self.year, self.month, self.day, self.weekday, self.minute) = (year, month, day, weekday, minute)
    }

    /// The moment of a minute of this day.
    func moment(at minute: Int, in zone: TimeZone) -> Timestamp? {
        let parts = DateComponents(year: year, month: month, day: day, hour: minute / 60, minute: minute % 60)
        return Self.calendar(zone).date(from: parts).map { Timestamp($0) }
    }

    private static func calendar(_ zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
