import Journal
import Testing

@Suite struct RunIDTests {
    @Test func namesSortByTime() {
        let early = RunID.fresh(at: Timestamp(milliseconds: 1_700_000_000_000))
        let late = RunID.fresh(at: Timestamp(milliseconds: 1_700_000_001_000))
        #expect(early.description.hasPrefix("231114-221320-"))
        #expect(early < late)
        #expect(early.description.count == "yymmdd-hhmmss-xxxx".count)
    }
}
