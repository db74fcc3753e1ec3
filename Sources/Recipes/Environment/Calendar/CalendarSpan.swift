import Foundation
import LuaValues

/// A stretch of time: between two moments, of each year, or of some days of each week.
struct CalendarSpan: Hashable, Sendable {
    /// A moment of one year, or of each.
    struct Point: Hashable, Sendable {
        /// The year; `nil` for each.
        let year: Int?
        let month: Int
        let day: Int
        let minute: Int

        /// Something that sorts as the points of one year, or of all, do.
        var order: Int { (((year ?? 0) * 13 + month) * 32 + day) * 1_441 + minute }
    }

    enum Kind: Hashable, Sendable {
        case dates(Point, Point)
        /// From a minute of the day to another one, which is of the next day where it is not the later one.
        case weekly(days: Set<Int>, from: Int, to: Int)
    }

    let kind: Kind
    /// What for.
    let reason: String?

    func contains(_ local: LocalMinute) -> Bool {
        switch kind {
        case .weekly(let days, let from, let to):
            if from < to { return days.contains(local.weekday) && (from..<to).contains(local.minute) }
            let before = (local.weekday + 5) % 7 + 1
            return days.contains(local.weekday) && local.minute >= from || days.contains(before) && local.minute < to
        case .dates(let from, let to):
            let year = from.year == nil ? nil : local.year
            let now = Point(year: year, month: local.month, day: local.day, minute: local.minute).order
            // Of each year, from December to January.
            if from.order > to.order { return now >= from.order || now < to.order }
            return now >= from.order && now < to.order
        }
    }

    /// The minutes of a day at which it begins.
    func beginnings(on date: LocalMinute) -> [Int] {
        switch kind {
        case .weekly(let days, let from, _): days.contains(date.weekday) ? [from] : []
        case .dates(let from, _): Self.isOn(date, from) ? [from.minute] : []
        }
    }

    /// The minutes of a day at which it ends.
    func ends(on date: LocalMinute) -> [Int] {
        switch kind {
        case .weekly(_, _, let to): [to]
        // The end of a day is the beginning of the next one.
        case .dates(_, let to): Self.isOn(date, to) ? [to.minute] : []
        }
    }

    private static func isOn(_ date: LocalMinute, _ point: Point) -> Bool {
        (point.year == nil || point.year == date.year) && point.month == date.month && point.day == date.day
    }
}

extension OptionType where Value == CalendarSpan {
    /// A stretch of time as an environment writes it.
    static let calendarSpan: OptionType<CalendarSpan> = {
        let from = PrimitiveOption<String>.required(
            "from", .name, "a time \"09:00\", a day of each year \"12-20\", or a date \"2026-12-20\", also with a time")
        let to = PrimitiveOption<String>.required(
            "to", .name, "of the same kind; a day without a time counts to its end")
        let days = PrimitiveOption<[String]>.defaulted(
            "days", .list(of: .enumeration("mon", "tue", "wed", "thu", "fri", "sat", "sun")), [], shown: "all",
            "with times: the days of the week")
        let reason = PrimitiveOption<String?>.optional("reason", .name, "what for")
        let keys = [from.erased, to.erased, days.erased, reason.erased]
        return OptionType<OptionValues>.record("a table with from and to", keys).map {
            values, path throws(OptionError) in
            do throws(StepError) {
                return try CalendarSpan(
                    from: values[from], to: values[to], days: values[days], reason: values[reason])
            } catch {
                throw OptionError("'\(path)': \(error.message)", option: "from", hint: error.hint)
            }
        }
    }()
}

extension CalendarSpan {
    fileprivate init(from: String, to: String, days: [String], reason: String?) throws(StepError) {
        func wrong(_ message: String) -> StepError {
            StepError(
                code: "invalid_option", message,
                hint: "write from and to as \"09:00\", \"12-20\", \"2026-12-20\" or \"2026-12-20 18:00\"")
        }
        self.reason = reason
        if let first = Self.time(from), let last = Self.time(to, isEnd: true) {
            let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            let numbers = days.isEmpty ? Set(1...7) : Set(days.compactMap { names.firstIndex(of: $0).map { $0 + 1 } })
            guard first != last else { throw wrong("it ends as it begins") }
            kind = .weekly(days: numbers, from: first, to: last)
            return
        }
        guard let first = Self.point(from, isEnd: false), let last = Self.point(to, isEnd: true),
            (first.year == nil) == (last.year == nil)
        else { throw wrong("'\(from)' and '\(to)' are no stretch of time") }
        guard days.isEmpty else { throw wrong("'days' goes with times of the day") }
        guard first.year == nil || first.order < last.order else { throw wrong("it ends before it begins") }
        kind = .dates(first, last)
    }

    /// The minutes since midnight of `09:00`; `24:00` is an end.
    private static func time(_ text: some StringProtocol, isEnd: Bool = false) -> Int? {
        guard let match = String(text).wholeMatch(of: /(\d\d):(\d\d)/), let hour = Int(match.1),
            let minute = Int(match.2),
            minute < 60, hour < 24 || (isEnd && hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    private static func point(_ text: String, isEnd: Bool) -> Point? {
        guard let match = text.wholeMatch(of: /(?:(\d{4})-)?(\d\d)-(\d\d)(?:[ T](\d\d:\d\d))?/),
            let month = Int(match.2),
            let day = Int(match.3), (1...12).contains(month), day >= 1, day <= lengths[month - 1]
        else { return nil }
        let year = match.1.flatMap { Int($0) }
        if let written = match.4 {
            return time(written).map { Point(year: year, month: month, day: day, minute: $0) }
        }
        guard isEnd else { return Point(year: year, month: month, day: day, minute: 0) }
        // To the end of the day, which is the beginning of the next one.
        if day < lengths[month - 1] { return Point(year: year, month: month, day: day + 1, minute: 0) }
        let isLast = month == 12
        return Point(year: isLast ? year.map { $0 + 1 } : year, month: isLast ? 1 : month + 1, day: 1, minute: 0)
    }

    /// The days of each month, of February those that it can have.
    private static let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

extension OptionType where Value == TimeZone {
    /// A time zone of the tz database.
    static let timeZone = OptionType<String>.name.map { name, path throws(OptionError) -> TimeZone in
        guard let zone = TimeZone(identifier: name) else {
            throw OptionError(
                "'\(path)' is no time zone: '\(name)'", option: "time_zone", hint: "write it like \"Europe/Berlin\"")
        }
        return zone
    }
}
