import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite struct ReplayTests {
    @Test func endsOnRecordAreReportedInTheirOrder() {
        var bench = MachineBench(history: [
            MachineBench.started("1/a/1"), MachineBench.started("1/b/1"), MachineBench.finished("1/b/1", "b"),
            MachineBench.finished("1/a/1", "a"),
        ])
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        #expect(bench.look() == ["replay 1/b/1 1/a/1"])
        bench.delivered("1/b/1", "1/a/1")
        bench.take(.worker(.finished(.success(.nil))))
        #expect(bench.look() == ["end"])
        #expect(bench.commits.isEmpty)
        let ends = bench.emitted.compactMap {
            if case .stepEnded(let path, let end) = $0 { end.isReplayed ? path : nil } else { nil }
        }
        #expect(ends == ["1/b/1", "1/a/1"])
    }

    @Test func newStepsWaitUntilAllOnRecordIsReported() {
        var bench = MachineBench(history: [
            MachineBench.started("1/a/1"), MachineBench.started("1/b/1"), MachineBench.finished("1/a/1"),
            MachineBench.finished("1/b/1"),
        ])
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        #expect(bench.look() == ["replay 1/a/1 1/b/1"])
        bench.delivered("1/a/1")
        bench.take(.worker(.step(MachineBench.call("1/a/2"))))
        bench.delivered("1/b/1")
        #expect(bench.look() == [])
        bench.idle()
        #expect(bench.look() == ["commit started 1/a/2"])
    }

    @Test func whatWasBegunAndNotEndedIsDoneInDoubtWithoutASecondIntent() {
        var bench = MachineBench(history: [MachineBench.started("1")])
        bench.begin()
        bench.ask("1")
        #expect(bench.look() == ["perform 1 in doubt"])
        bench.done("1")
        bench.ask("2")
        #expect(bench.look() == ["reply 0 \"ok\"", "commit finished 1, started 2"])
    }

    @Test func anUnknownOutcomeEndsThePart() {
        var bench = MachineBench(history: [MachineBench.started("1")])
        bench.begin()
        bench.ask("1")
        bench.take(.ended(path: "1", .inDoubt("nobody can tell")))
        guard case .inDoubt(let steps) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        #expect(steps.map(\.path) == ["1"])
        #expect(steps.map(\.reason) == ["nobody can tell"])
        #expect(bench.commits.isEmpty)
    }

    @Test func anotherCallAtTheSamePathIsADivergence() {
        var bench = MachineBench(history: [MachineBench.started("1", label: "old"), MachineBench.finished("1")])
        bench.begin()
        bench.ask("1", label: "new")
        guard case .diverged(let divergence) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        #expect(divergence.path == "1")
        #expect(divergence.now?.options["label"] == "new")
        #expect(bench.look() == ["end"])
    }

    @Test func aStepThatIsNoLongerRequestedIsADivergence() {
        for endsInstead in [true, false] {
            var bench = MachineBench(history: [MachineBench.started("1"), MachineBench.finished("1")])
            bench.begin()
            if endsInstead { bench.take(.worker(.finished(.success(.nil)))) } else { bench.ask("2") }
            guard case .diverged(let divergence) = bench.outcome else { return #expect(Bool(false), "\(endsInstead)") }
            #expect(divergence.path == "1")
            #expect(divergence.now == nil)
        }
    }

    @Test func anEndThatIsTakenOutOfTurnIsALie() {
        for path in ["2", "3"] {
            var bench = MachineBench(history: [
                MachineBench.started("1"), MachineBench.started("2"), MachineBench.finished("1"),
                MachineBench.finished("2"),
            ])
            bench.begin()
            bench.ask("1", "2")
            bench.delivered(path)
            guard case .workerLost(let reason) = bench.outcome else {
                return #expect(Bool(false), "\(String(describing: bench.outcome))")
            }
            #expect(reason == "it broke the protocol: it took the end of step \(path)")
        }
    }

    @Test func notesAreSaidOnceOnly() {
        var bench = MachineBench(history: [MachineBench.started("1"), MachineBench.finished("1")])
        bench.begin()
        let note = CallRequest(
            branch: 0, path: "", primitive: "log", options: ["message": "hello"],
            position: SourcePosition(chunk: "recipes/test.lua", line: 1))
        bench.take(.worker(.notification(note)))
        bench.ask("1")
        bench.delivered("1")
        // What the recipe said before it came to step 2 was said before the end of step 1 was committed.
        bench.take(.worker(.notification(note)))
        #expect(bench.look() == ["replay 1"])
        bench.ask("2")
        bench.take(.committed)
        bench.done("2")
        bench.take(.worker(.notification(note)))
        #expect(bench.look().contains { $0.hasPrefix("note") })
    }

    @Test func aCancellationOnRecordIsReportedWhereItWasBefore() {
        let cancel = EventRecord(
            kind: .cancelRequested, path: "", at: Timestamp(milliseconds: 2),
            body: LuaValue.string("cancelled by ada").encoded())
        var bench = MachineBench(history: [MachineBench.started("1"), cancel, MachineBench.finished("1")])
        bench.begin()
        #expect(bench.look() == [])
        bench.ask("1")
        #expect(bench.look() == ["notify cancel"])
        bench.take(.worker(.cancelStep(path: "1")))
        bench.idle()
        #expect(bench.look() == ["replay 1"])
    }

    @Test func aNewCancellationWaitsForTheEndOfTheReplay() {
        var bench = MachineBench(history: [MachineBench.started("1"), MachineBench.finished("1")])
        bench.take(.cancelRequested(by: "ada"))
        bench.begin()
        bench.ask("1")
        #expect(bench.look() == ["replay 1"])
        bench.delivered("1")
        bench.ask("2")
        #expect(bench.look() == ["notify cancel"])
        // However late the worker answers, the step is not begun.
        bench.take(.worker(.cancelStep(path: "2")))
        bench.idle()
        bench.take(.committed)
        #expect(bench.look() == ["commit cancelRequested , started 2", "reply 0 \"cancelled\""])
    }

    @Test func aCancellationGoesBeforeWhatIsToBeBegunAgain() {
        let retry = EventRecord(
            kind: .answered, path: "1", at: Timestamp(milliseconds: 2),
            body: LuaValue.table(LuaTable(fields: ["verdict": "retry"])).encoded())
        var bench = MachineBench(history: [MachineBench.started("1"), retry])
        bench.take(.cancelRequested(by: "ada"))
        bench.begin()
        bench.ask("1")
        bench.take(.worker(.cancelStep(path: "1")))
        bench.idle()
        bench.take(.committed)
        #expect(bench.look() == ["notify cancel", "commit cancelRequested , started 1", "reply 0 \"cancelled\""])
    }

    @Test func aFailureOnRecordEndsAsCancelledWhereThatIsRequested() {
        var bench = MachineBench(history: [MachineBench.started("1"), MachineBench.finished("1")])
        bench.take(.cancelRequested(by: "ada"))
        bench.begin()
        bench.ask("1")
        bench.delivered("1")
        bench.take(.worker(.finished(.failure(RecipeFailure(kind: .error, message: "no")))))
        #expect(bench.look() == ["replay 1", "commit recipeFailed , cancelRequested "])
        bench.take(.committed)
        guard case .failed(let failure) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        #expect(failure.kind == .cancelled)
        #expect(failure.message == "cancelled by ada")
    }

    @Test func aResultOnRecordStandsWhoeverCancels() {
        var bench = MachineBench(history: [MachineBench.started("1"), MachineBench.finished("1")])
        bench.take(.cancelRequested(by: "ada"))
        bench.begin()
        bench.ask("1")
        bench.delivered("1")
        bench.take(.worker(.finished(.success(7))))
        guard case .finished(7) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
    }

    @Test func aStepInDoubtThatIsCancelledIsRolledBackAndNotGoneOnWith() {
        let cancel = EventRecord(
            kind: .cancelRequested, path: "", at: Timestamp(milliseconds: 2),
            body: LuaValue.string("cancelled by ada").encoded())
        var bench = MachineBench(history: [MachineBench.started("1"), cancel])
        bench.begin()
        bench.ask("1")
        bench.take(.worker(.cancelStep(path: "1")))
        bench.idle()
        #expect(bench.look() == ["notify cancel", "withdraw 1"])
    }

    @Test func nothingIsBegunWhoseTimeHasPassed() throws {
        let limit = CallRequest(
            branch: 1, path: "1/limit/1", primitive: "sleep", options: ["duration": 0.01],
            position: SourcePosition(chunk: "recipes/test.lua", line: 1))
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let begun = EventRecord(
            kind: .started, path: limit.path, at: Timestamp(milliseconds: 1),
            intent: try registry.prepare(limit).intent)
        var bench = MachineBench(
            history: [MachineBench.started("1/body/1"), begun, MachineBench.finished("1/body/1")])
        bench.begin()
        bench.take(.worker(.step(MachineBench.call("1/body/1"))))
        bench.take(.worker(.step(limit)))
        bench.idle()
        bench.delivered("1/body/1")
        bench.ask("1/body/2")
        #expect(bench.look() == ["replay 1/body/1", "perform 1/limit/1 in doubt"])
        bench.done("1/limit/1")
        bench.take(.worker(.cancelStep(path: "1/body/2")))
        bench.idle()
        bench.take(.committed)
        #expect(
            bench.look() == [
                "reply 1 \"ok\"", "commit finished 1/limit/1, started 1/body/2", "reply 0 \"cancelled\"",
            ])
    }

    @Test func anEndWithoutABeginningIsSkipped() {
        var bench = MachineBench(history: [MachineBench.finished("9")])
        bench.begin()
        bench.ask("1")
        #expect(bench.look() == ["commit started 1"])
    }
}
