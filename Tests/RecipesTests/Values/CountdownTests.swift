import Journal
import Testing

@testable import Recipes

/// The end of a time is never further away than the time is long, whatever became of the clock.
@Suite struct CountdownTests {
    /// A clock that stands still.
    private struct Standing: StepClock {
        let now: Timestamp
        var elapsed: Duration { .zero }

        func sleep(for duration: Duration) async throws {}
    }

    private let now = Timestamp(milliseconds: 1_000_000_000)

    private func countdown(_ seconds: Int, begun offset: Double) -> Countdown {
        Countdown(.seconds(seconds), since: now.adding(seconds: offset), by: Standing(now: now))
    }

    @Test(arguments: [(-4.0, 6.0), (0, 10), (-10, 0), (-11, 0), (-86_400, 0), (3, 10), (3600, 10), (1e9, 10)])
    func itEndsInTime(_ begun: Double, _ rest: Double) {
        let countdown = countdown(10, begun: begun)
        #expect(countdown.until == now.adding(seconds: rest))
        #expect(countdown.isOver == (rest == 0))
        #expect(countdown.rest <= .seconds(rest))
    }

    @Test func aTimeOfNoLengthIsOver() {
        for begun in [-1.0, 0, 3600] { #expect(countdown(0, begun: begun).isOver) }
    }
}
