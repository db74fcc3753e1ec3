import LuaValues
import Testing

@testable import WorkerProtocol
@testable import WorkerRuntime

@Suite struct ScopeTests {
    @Test func stepsInsideAScopeAreCountedThere() throws {
        var runner = RecipeRunner()
        _ = try runner.run(
            """
            work{}
            host.scope_open("with_rollback", "release")
            work{}
            host.scope_open("timeout", "")
            work{}
            host.scope_close()
            work{}
            host.scope_close("boom")
            work{}
            print("x")
            ask{}
            """)
        #expect(
            runner.transcript.map(\.summary) == [
                "step 1", "open with_rollback 2", "step 2/1", "open timeout 2/2", "step 2/2/1", "close 2/2", "step 2/3",
                "close 2 failed: boom", "step 3", "notification ", "query ", "finished",
            ])
    }

    @Test func aRunThatIsCancelledGetsTheErrorAtItsCall() throws {
        let scheduler = try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: "r.lua", text: Array("work{}\nlocal x = work{}".utf8)), prelude: [],
                primitives: ["work": .step], limits: LuaLimits(), seed: 1, time: 0))
        scheduler.run()
        try scheduler.receive(.cancel(reason: "by an operator"))
        #expect(scheduler.takeOutgoing().map(\.summary) == ["step 1", "cancel 1"])
        try scheduler.receive(.reply(branch: 0, result: .success(nil)))
        scheduler.run()
        guard case .finished(.failure(let failure))? = scheduler.takeOutgoing().last else {
            Issue.record("the recipe did not fail")
            return
        }
        #expect(failure.kind == .cancelled)
        #expect(failure.message == "by an operator")
        #expect(failure.position == SourcePosition(chunk: "r.lua", line: 2))
    }

    @Test func aReplyNobodyWaitsForIsRefused() throws {
        let scheduler = try Scheduler(
            start: RecipeStart(
                recipe: SourceText(chunk: "r.lua", text: Array("work{}".utf8)), prelude: [],
                primitives: ["work": .step], limits: LuaLimits(), seed: 1, time: 0))
        scheduler.run()
        #expect(throws: WireError.self) { try scheduler.receive(.reply(branch: 3, result: .success(nil))) }
        #expect(throws: WireError.self) { try scheduler.receive(.module(.failure(.cancelled))) }
        try scheduler.receive(.reply(branch: 0, result: .success(nil)))
        #expect(throws: WireError.self) { try scheduler.receive(.reply(branch: 0, result: .success(nil))) }
    }
}
