import Journal
import LuaValues
import Testing

@testable import Recipes

/// What a parked run leaves in the journal, and how it wakes.
@Suite(.timeLimit(.minutes(10))) struct ParkingTests {
    private func approve(_ fixture: RunFixture, _ path: String? = nil) async throws {
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: "bob", groups: []), channel: "cli", comment: nil)
        let run = try await fixture.store.find("last").id
        _ = try await fixture.store.decide(run: run, path: path, answer: answer, at: .now)
    }

    private func woken(_ fixture: RunFixture, after seconds: Double = 0) async throws -> Int {
        try await fixture.store.due(at: Timestamp.now.adding(seconds: seconds)).count
    }

    @Test func anAnsweredRunIsDueOnce() async throws {
        let fixture = try RunFixture("return approval('Release?')")
        #expect(await fixture.run().exitCode == 3)
        #expect(try await woken(fixture, after: 1e6) == 0)
        try await approve(fixture)
        #expect(try await woken(fixture) == 1)
        #expect(try await fixture.resume().value == "approved")
        #expect(try await woken(fixture, after: 1e6) == 0)
    }

    @Test func timeWakesARun() async throws {
        let fixture = try RunFixture("pause(3600)\nreturn 'awake'")
        let parked = await fixture.run()
        #expect(parked.exitCode == 3)
        #expect(parked.summary == "pausing")
        #expect(try await woken(fixture, after: 3000) == 0)
        #expect(try await woken(fixture, after: 3601) == 1)
    }

    @Test func aProcessThatWaitsDoesNotPark() async throws {
        let fixture = try RunFixture("pause(3600)\nreturn 'went on'")
        #expect(await fixture.run(approvals: .wait).value == "went on")
    }

    @Test func theFirstOfSeveralWaitsWakesARun() async throws {
        let fixture = try RunFixture(
            """
            return parallel {
              a = function () return approval("A?") end,
              b = function () pause(3600) return "b" end,
              c = function () return work { label = "c", value = "c" } end,
            }
            """)
        #expect(await fixture.run().exitCode == 3)
        #expect(fixture.world.now.performed == ["c"])
        #expect(try await woken(fixture, after: 3601) == 1)
        #expect(try await woken(fixture) == 0)
        try await approve(fixture)
        #expect(try await woken(fixture) == 1)
        #expect(try await fixture.resume().exitCode == 3, "the other one still waits")
        #expect(try await woken(fixture) == 0)
        #expect(fixture.world.now.performed == ["c"])
    }

    @Test func aPersonAtATerminalIsAskedOneQuestionAtATime() async throws {
        let fixture = try RunFixture(
            "return parallel { a = function () return approval('A?') end, b = function () return approval('B?') end }")
        let person = OneAtATime()
        let outcome = await fixture.run(approvals: .ask(person))
        #expect(outcome.value == ["a": "approved", "b": "approved"], "\(outcome)")
        #expect(await person.asked == 2)
        #expect(await !person.hasOverlapped)
    }
}

/// A person who notices when two questions are open at once.
private actor OneAtATime: ApprovalPrompting {
    private(set) var asked = 0
    private(set) var hasOverlapped = false
    private var isAsked = false

    func ask(_ record: ApprovalRecord) async -> TerminalAnswer? {
        if isAsked { hasOverlapped = true }
        isAsked = true
        asked += 1
        // Lets the other branch come as far as it can.
        for _ in 0..<100 { await Task.yield() }
        isAsked = false
        return TerminalAnswer(isApproved: true, comment: nil)
    }

    func show(_ record: ApprovalRecord) async {}
}
