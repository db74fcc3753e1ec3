import Foundation
import Journal
import LuaValues
import Testing

@testable import Recipes

/// When runs may begin in an environment.
@Suite struct DeploymentCalendarTests {
    private func calendar(_ fields: [String: LuaValue]) throws -> DeploymentCalendar {
        try #require(try DeploymentCalendar(LuaTable(fields: fields)))
    }

    private func moment(_ text: String) throws -> Timestamp { Timestamp(try Date(text, strategy: .iso8601)) }

    private func span(_ from: String, _ to: String, days: [String] = [], reason: String? = nil) -> LuaValue {
        [
            "from": .string(from), "to": .string(to), "reason": LuaValue(reason),
            "days": days.isEmpty ? .nil : .list(days.map { .string($0) }),
        ]
    }

    private func check(_ calendar: DeploymentCalendar, _ at: String, _ reason: String?, until: String? = nil) throws {
        let closure = calendar.closure(at: try moment(at))
        #expect(closure?.reason == reason, "\(at)")
        if let until { #expect(closure?.until == (try moment(until)), "\(at): \(closure?.until?.text ?? "never")") }
    }

    @Test func withoutWindowsAndFreezesThereIsNone() throws {
        #expect(try DeploymentCalendar(LuaTable(fields: ["other": 5])) == nil)
        #expect(try DeploymentCalendar(LuaTable(fields: ["time_zone": "Europe/Berlin"])) == nil)
    }

    @Test func aWindowOpensOnItsDays() throws {
        let calendar = try calendar(["windows": [span("09:00", "16:00", days: ["mon", "tue"])]])
        // 2026-11-30 is a Monday.
        try check(calendar, "2026-11-30T09:00:00Z", nil)
        try check(calendar, "2026-11-30T15:59:59Z", nil)
        try check(calendar, "2026-11-30T16:00:00Z", "outside of its windows", until: "2026-12-01T09:00:00Z")
        try check(calendar, "2026-12-01T16:00:00Z", "outside of its windows", until: "2026-12-07T09:00:00Z")
        try check(calendar, "2026-11-30T08:59:59Z", "outside of its windows", until: "2026-11-30T09:00:00Z")
    }

    @Test func aWindowOverMidnightBelongsToTheDayItBeginsOn() throws {
        let calendar = try calendar(["windows": [span("22:00", "02:00", days: ["sat"])]])
        try check(calendar, "2026-11-28T23:00:00Z", nil)
        try check(calendar, "2026-11-29T01:59:00Z", nil)
        try check(calendar, "2026-11-29T02:00:00Z", "outside of its windows", until: "2026-12-05T22:00:00Z")
        try check(calendar, "2026-11-28T01:00:00Z", "outside of its windows", until: "2026-11-28T22:00:00Z")
    }

    @Test func aFreezeOfEachYearGoesOverItsEnd() throws {
        let calendar = try calendar(["freezes": [span("12-20", "01-02", reason: "holidays")]])
        try check(calendar, "2026-12-19T23:59:00Z", nil)
        try check(calendar, "2026-12-20T00:00:00Z", "frozen: holidays", until: "2027-01-03T00:00:00Z")
        try check(calendar, "2028-01-02T23:59:00Z", "frozen: holidays", until: "2028-01-03T00:00:00Z")
        try check(calendar, "2027-01-03T00:00:00Z", nil)
    }

    @Test func aFreezeEndsAtItsMinute() throws {
        let calendar = try calendar(["freezes": [span("2026-12-01 18:00", "2026-12-03 06:30")]])
        try check(calendar, "2026-12-01T17:59:00Z", nil)
        try check(calendar, "2026-12-02T00:00:00Z", "frozen", until: "2026-12-03T06:30:00Z")
        try check(calendar, "2027-12-02T00:00:00Z", nil)
        let days = try self.calendar(["freezes": [span("2026-12-30", "2026-12-31")]])
        try check(days, "2026-12-31T23:59:00Z", "frozen", until: "2027-01-01T00:00:00Z")
    }

    @Test func aFreezeIsLeftForTheNextWindow() throws {
        let calendar = try calendar([
            "windows": [span("09:00", "16:00", days: ["mon"])], "freezes": [span("2026-11-30", "2026-11-30")],
        ])
        try check(calendar, "2026-11-29T12:00:00Z", "outside of its windows", until: "2026-12-07T09:00:00Z")
        try check(calendar, "2026-11-30T12:00:00Z", "frozen", until: "2026-12-07T09:00:00Z")
    }

    @Test func theTimeZoneIsThatOfThePlace() throws {
        let calendar = try calendar([
            "windows": [span("09:00", "16:00")], "time_zone": "Europe/Berlin",
        ])
        try check(calendar, "2026-07-01T07:00:00Z", nil)
        try check(calendar, "2026-07-01T06:59:00Z", "outside of its windows", until: "2026-07-01T07:00:00Z")
        try check(calendar, "2026-12-01T07:30:00Z", "outside of its windows", until: "2026-12-01T08:00:00Z")
        // The night in which the clocks go back.
        try check(calendar, "2026-10-24T20:00:00Z", "outside of its windows", until: "2026-10-25T08:00:00Z")
    }

    @Test func whatNeverOpensHasNoEnd() throws {
        let calendar = try calendar(["freezes": [span("00:00", "24:00")]])
        let closure = calendar.closure(at: try moment("2026-12-01T12:00:00Z"))
        #expect(closure != nil && closure?.until == nil)
    }

    @Test(
        arguments: [
            (["windows": [["from": "9", "to": "16:00"]]], "no stretch of time"),
            (["windows": [["from": "09:00", "to": "09:00"]]], "ends as it begins"),
            (["windows": [["from": "09:00"]]], "needs 'windows[1].to'"),
            (["windows": [["from": "09:00", "to": "10:00", "days": ["monday"]]]], "must be one of"),
            (["freezes": [["from": "2026-02-30", "to": "2026-03-01"]]], "no stretch of time"),
            (["freezes": [["from": "2026-03-02", "to": "2026-03-01"]]], "ends before it begins"),
            (["freezes": [["from": "2026-03-02", "to": "03-04"]]], "no stretch of time"),
            (["freezes": [["from": "12-01", "to": "12-02", "days": ["mon"]]]], "'days' goes with times"),
            (["freezes": [["from": "12-01", "to": "12-02"]], "time_zone": "Mars/Olympus"], "is no time zone"),
            (["freezes": [["from": "12-01", "to": "12-02"]], "closed": "maybe"], "must be one of"),
        ] as [([String: LuaValue], String)])
    func whatIsNoCalendarIsReported(_ fields: [String: LuaValue], _ expected: String) throws {
        let error = #expect(throws: OptionError.self) { try DeploymentCalendar(LuaTable(fields: fields)) }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }
}
