import Testing

@testable import Primitives

@Suite struct ForgottenHealthCheckTests {
    private let start = Duration.seconds(7)

    @Test func whatTheEngineRunsIsNotRunTwice() {
        let check = ForgottenHealthCheck(interval: .seconds(2), now: start)
        #expect(!check.isDue(hasBeenRun: true, now: start + .seconds(60)))
    }

    @Test func whatNobodyRunsIsRunAtItsInterval() {
        let check = ForgottenHealthCheck(interval: .seconds(2), now: start)
        #expect(!check.isDue(hasBeenRun: false, now: start + .seconds(2)), "the engine may be about to")
        #expect(check.isDue(hasBeenRun: false, now: start + .seconds(3)))
        #expect(!check.isDue(hasBeenRun: true, now: start + .seconds(4)))
        #expect(check.isDue(hasBeenRun: true, now: start + .seconds(5)), "the run that is known was ours")
    }

    @Test func anImageThatSaysNothingHasDockersInterval() {
        let check = ForgottenHealthCheck(interval: nil, now: start)
        #expect(!check.isDue(hasBeenRun: false, now: start + .seconds(30)))
        #expect(check.isDue(hasBeenRun: false, now: start + .seconds(31)))
    }
}
