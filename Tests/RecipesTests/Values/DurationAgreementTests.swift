import LuaValues
import Testing

@testable import Recipes

/// Options, the functions of every recipe and `moondock.time` read durations alike.
@Suite struct DurationAgreementTests {
    private static let texts = [
        "90s", "1h30m", "1h 30m", "1.5h", "2d", "1w 2d", "250ms", ".5s", "1.s", "0s", " 5m ",
        "", " ", "1", "h", "1x", "1 h", "-1s", "1h,2m", "1.2.3s", ".s", "1e3s", "0x10s", "1H", "1h\n", "١s",
    ]

    @Test func allReadTheSameTexts() async throws {
        let list = Self.texts.map { "\"\($0.replacing("\n", with: "\\n"))\"" }.joined(separator: ", ")
        let recipe = """
            local time = require "moondock.time"
            local found = {}
            for _, text in ipairs { \(list) } do
              local isTaken = pcall(retry, { times = 1, backoff = text }, function () end)
              found[#found + 1] = { time.seconds(text) or false, isTaken }
            end
            return found
            """
        let outcome = try await RunFixture(recipe).run()
        let found = try #require(outcome.value?.table?.items, "\(outcome)")
        try #require(found.count == Self.texts.count)
        for (text, pair) in zip(Self.texts, found) {
            let seconds = Duration(text)?.seconds
            let items = try #require(pair.table?.items)
            #expect(items[0].number == seconds, "moondock.time: \(text.debugDescription)")
            #expect(items[1] == .bool(seconds != nil), "retry: \(text.debugDescription)")
        }
    }
}
