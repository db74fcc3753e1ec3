public import Foundation
public import Journal
public import LuaValues

/// When runs may deploy to an environment: in its windows, where it has some, and never in a freeze.
///
/// ```lua
/// time_zone = "Europe/Berlin",
/// windows = { { days = { "mon", "tue", "wed", "thu" }, from = "09:00", to = "16:00" } },
/// freezes = { { from = "12-20", to = "01-02", reason = "holidays" } },
/// closed  = "wait",   -- or "deny"
/// ```
public struct DeploymentCalendar: Hashable, Sendable {
    /// Why a run may not begin, and until when.
    public struct Closure: Hashable, Sendable {
        /// Why, in words.
        public let reason: String
        /// When it may; `nil` where no moment of the next year will do.
        public let until: Timestamp?
    }

    /// Whether a run that begins while it is closed is denied, rather than waits.
    public let deniesRuns: Bool
    private let windows: [CalendarSpan]
    private let freezes: [CalendarSpan]
    private let zone: TimeZone

    static let windowsOption = PrimitiveOption<[CalendarSpan]>.defaulted(
        "windows", .list(of: .calendarSpan), [], shown: "none", "when runs may begin; always where there are none")
    static let freezesOption = PrimitiveOption<[CalendarSpan]>.defaulted(
        "freezes", .list(of: .calendarSpan), [], shown: "none", "when no run may begin")
    static let zoneOption = PrimitiveOption<TimeZone>.defaulted(
        "time_zone", .timeZone, .gmt, shown: "\"UTC\"", "the time zone of both, such as \"Europe/Berlin\"")
    static let closedOption = PrimitiveOption<String>.defaulted(
        "closed", .enumeration("wait", "deny"), "wait",
        "what a run does that begins while it is closed: it waits for the next window, or is denied (exit 4)")

    /// The keys in an environment's file.
    public static var options: [AnyOption] {
        [windowsOption.erased, freezesOption.erased, zoneOption.erased, closedOption.erased]
    }

    /// Reads the calendar of an environment; `nil` where it has neither windows nor freezes.
    /// - Throws: `OptionError`.
    public init?(_ data: LuaTable) throws(OptionError) {
        let own = LuaTable(fields: data.fields.filter { key, _ in Self.options.contains { $0.key == key } })
        let values = try OptionValues(own, options: Self.options, positional: nil, path: nil)
        do throws(StepError) {
            windows = try values[Self.windowsOption]
            freezes = try values[Self.freezesOption]
            zone = try values[Self.zoneOption]
            deniesRuns = try values[Self.closedOption] == "deny"
        } catch {
            throw OptionError(error.message, option: "windows")
        }
        if windows.isEmpty, freezes.isEmpty { return nil }
    }

    /// Why no run may begin at a moment; `nil` where one may.
    public func closure(at moment: Timestamp) -> Closure? {
        guard let reason = reason(at: moment) else { return nil }
        return Closure(reason: reason, until: opening(after: moment))
    }

    private func reason(at moment: Timestamp) -> String? {
        let local = LocalMinute(moment, in: zone)
        if let freeze = freezes.first(where: { $0.contains(local) }) {
            return freeze.reason.map { "frozen: \($0)" } ?? "frozen"
        }
        if windows.isEmpty || windows.contains(where: { $0.contains(local) }) { return nil }
        return "outside of its windows"
    }

    /// The next moment at which a run may begin: one at which a window begins or a freeze ends.
    private func opening(after moment: Timestamp) -> Timestamp? {
        let start = LocalMinute(moment, in: zone)
        for day in 0...366 {
            let date = start.adding(days: day)
            let minutes = Set(windows.flatMap { $0.beginnings(on: date) } + freezes.flatMap { $0.ends(on: date) })
            for minute in minutes.sorted() {
                // Hours that a change of the clocks leaves out or repeats come to what the time zone makes of them.
                guard let candidate = date.moment(at: minute, in: zone), candidate > moment,
                    reason(at: candidate) == nil
                else { continue }
                return candidate
            }
        }
        return nil
    }
}

extension DeploymentEnvironment {
    /// When runs may deploy here; `nil` for always.
    /// - Throws: `OptionError`.
    public func calendar() throws(OptionError) -> DeploymentCalendar? { try DeploymentCalendar(data) }
}
