import Foundation
import Journal
import RunReports
import Testing

@testable import Console

@Suite struct AmountTests {
    @Test(arguments: [
        (0, "0ms"), (0.0124, "12ms"), (0.0999, "0.1s"), (1.2, "1.2s"), (9.949, "9.9s"), (9.96, "10s"), (42.4, "42s"),
        (59.6, "1m 00s"), (184, "3m 04s"), (3599.6, "1h 00m"), (7800, "2h 10m"), (273_600, "3d 04h"), (-5, "0ms"),
        (.nan, "?"), (.infinity, "?"),
    ])
    func `durations`(seconds: Double, text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1550, "1.6 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
        (12_345_678, "12.3 MB"), (-2_000_000_000, "-2.0 GB"), (Int64.max, "9.2 EB"), (Int64.min, "-9.2 EB"),
    ])
    func `amounts of bytes`(bytes: Int64, text: String) {
        #expect(ByteCountText.text(bytes: bytes) == text)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_763_985_784_250, "2025-11-24T12:03:04.250Z"),
        (951_827_696_789, "2000-02-29T12:34:56.789Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func `moments`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test(arguments: [Int64.max, .min, .max - 1, .min + 1, 1 << 53])
    func `moments beyond all calendars end nothing`(milliseconds: Int64) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(!moment.rfc3339.isEmpty)
        #expect(!ClockText(timeZone: .gmt).dateAndTime(moment).isEmpty)
        #expect(moment.adding(seconds: .infinity) >= moment)
        #expect(moment.adding(seconds: -1e300) <= moment)
        #expect(moment.seconds(since: Timestamp(milliseconds: .min)) >= 0)
        #expect(!DurationText.text(seconds: moment.seconds(since: Sample.begin)).isEmpty)
    }

    @Test(arguments: [(.nan, "?"), (.infinity, "?"), (-.infinity, "0s"), (59.9, "59s"), (-3, "0s")])
    func `durations that go on`(seconds: Double, text: String) {
        #expect(DurationText.running(seconds: seconds) == text)
    }

    @Test func `times are shown in the reader's zone`() throws {
        let clock = ClockText(timeZone: try #require(TimeZone(secondsFromGMT: 5400)))
        #expect(clock.time(Sample.begin) == "13:33:04")
        #expect(clock.brief(Sample.begin.adding(seconds: 60), now: Sample.begin) == "13:34:04")
        #expect(clock.brief(Sample.begin.adding(seconds: 40_000), now: Sample.begin) == "2025-11-25 00:39:44")
    }
}
