import Journal
import LuaValues
import Testing
import WorkerProtocol

@testable import Recipes

@Suite struct RunMachineTests {
    @Test func nothingIsDoneBeforeItsIntentIsOnDisk() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        #expect(bench.look() == ["commit started 1"])
        bench.take(.committed)
        #expect(bench.look() == ["perform 1"])
    }

    @Test func anEndAndTheIntentItLeadsToShareACommit() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.committed)
        _ = bench.look()
        bench.done("1")
        #expect(bench.look() == ["reply 0 \"ok\""])
        bench.ask("2")
        #expect(bench.look() == ["commit finished 1, started 2"])
        bench.take(.committed)
        #expect(bench.look() == ["perform 2"])
        bench.done("2")
        bench.take(.worker(.finished(.success(7))))
        #expect(bench.look() == ["reply 0 \"ok\"", "commit finished 2"])
        bench.take(.committed)
        #expect(bench.look() == ["end"])
        guard case .finished(7) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
    }

    /// The worker's first words can be taken before the count of what it was sent: the count must not get lost, or
    /// every later `idle` seems to belong to another moment, an end is committed without its intent, and the run stands
    /// still.
    @Test func aQueryThatOvertakesTheBeginningIsCounted() {
        var bench = MachineBench()
        bench.take(.worker(.query(MachineBench.call("", primitive: "environment", label: "").withoutOptions)))
        bench.begin()
        let counted = bench.counted
        #expect(counted == 2)
        bench.take(.worker(.idle(handled: 1)))
        bench.ask("1")
        bench.take(.committed)
        bench.done("1")
        _ = bench.look()
        bench.ask("2")
        #expect(bench.look() == ["commit finished 1, started 2"])
    }

    @Test func aCancellationThatOvertakesTheBeginningIsReported() {
        var bench = MachineBench()
        bench.take(.cancelRequested(by: "ada"))
        bench.begin()
        #expect(bench.look() == [])
        bench.take(.worker(.step(MachineBench.call("1"))))
        bench.idle()
        #expect(bench.look() == ["notify cancel"])
        bench.take(.worker(.cancelStep(path: "1")))
        bench.idle()
        bench.take(.committed)
        #expect(bench.look() == ["commit cancelRequested , started 1", "reply 0 \"cancelled\""])
    }

    @Test func theWorkerIsReportedOneThingAtATime() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        bench.take(.committed)
        #expect(bench.look() == ["commit started 1/a/1, started 1/b/1", "perform 1/a/1", "perform 1/b/1"])
        bench.done("1/b/1", "b")
        bench.done("1/a/1", "a")
        #expect(bench.look() == ["reply 1 \"b\""])
        bench.idle()
        #expect(bench.look() == ["commit finished 1/b/1", "reply 0 \"a\""])
    }

    @Test func anIdleThatCrossedAMessageDoesNotCount() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        bench.take(.committed)
        bench.done("1/a/1")
        _ = bench.look()
        bench.take(.worker(.idle(handled: bench.sent - 1)))
        #expect(bench.look() == [])
        bench.take(.worker(.step(MachineBench.call("1/a/2"))))
        bench.idle()
        #expect(bench.look() == ["commit finished 1/a/1, started 1/a/2"])
    }

    @Test func whatHappensDuringACommitWaitsForTheNext() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        bench.take(.committed)
        bench.done("1/a/1")
        bench.idle()
        bench.done("1/b/1")
        _ = bench.look()
        bench.idle()
        #expect(bench.look() == [])
        bench.take(.committed)
        #expect(bench.look() == ["commit finished 1/b/1"])
    }

    @Test func aFailedCommitEndsTheRunWithoutTheEffect() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.commitFailed(.fenced(RunID("r"))))
        #expect(bench.look() == ["commit started 1", "end"])
        guard case .journalFailed(.fenced) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        bench.take(.committed)
        #expect(bench.look() == [])
    }

    @Test func aLostWorkerStopsWhatIsBeingDone() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.committed)
        _ = bench.look()
        bench.take(.workerLost("killed"))
        #expect(bench.look() == ["stop 1", "end"])
        guard case .workerLost("killed") = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
    }

    @Test func cancellingIsRecordedBeforeTheEndsItLeadsTo() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.committed)
        _ = bench.look()
        bench.take(.cancelRequested(by: "ada"))
        bench.take(.cancelRequested(by: "bob"))
        #expect(bench.look() == ["notify cancel"])
        bench.take(.worker(.cancelStep(path: "1")))
        #expect(bench.look() == ["stop 1"])
        bench.take(.ended(path: "1", .cancelled))
        bench.idle()
        #expect(bench.look() == ["commit cancelRequested ", "reply 0 \"cancelled\""])
        bench.take(.worker(.finished(.failure(RecipeFailure(kind: .cancelled, message: "cancelled by ada")))))
        bench.take(.committed)
        #expect(bench.look() == ["commit cancelled 1"])
    }

    @Test func aStepThatIsCancelledBeforeItsIntentIsOnDiskNeverBegins() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.worker(.cancelStep(path: "1")))
        bench.idle()
        bench.take(.committed)
        #expect(bench.look() == ["commit started 1", "reply 0 \"cancelled\""])
    }

    @Test func aRunParksWhenOnlyWaitingStepsAreLeft() {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1/a/1", "1/b/1")
        bench.take(.committed)
        bench.take(.ended(path: "1/a/1", .parked(Wait(reason: "approval"))))
        #expect(bench.outcome == nil)
        bench.done("1/b/1")
        bench.idle()
        bench.take(.committed)
        guard case .parked(let steps) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        #expect(steps == [ParkedStep(path: "1/a/1", wait: Wait(reason: "approval"))])
    }

    @Test func scopesAloneAreNotCommittedAndDoNotBeginARun() {
        var bench = MachineBench()
        bench.begin()
        let position = SourcePosition(chunk: "recipes/test.lua", line: 1)
        bench.take(
            .worker(
                .scopeOpened(ScopeOpening(path: "1", kind: "parallel", title: "", branches: [], position: position))))
        bench.take(.worker(.finished(.failure(RecipeFailure(kind: .error, message: "no")))))
        #expect(bench.look() == ["end"])
        let hasStarted = bench.hasStarted
        #expect(!hasStarted)
    }

    @Test func anInvalidCallIsRejectedAndLeavesNoTrace() {
        var bench = MachineBench()
        bench.begin()
        let position = SourcePosition(chunk: "recipes/test.lua", line: 1)
        bench.take(
            .worker(
                .step(CallRequest(branch: 0, path: "1", primitive: "work", options: ["lable": 1], position: position))))
        #expect(bench.look() == ["reply 0 \"invalid_option\""])
    }

    private static let lies: [[WorkerMessage]] = [
        [.step(MachineBench.call("1"))], [.step(MachineBench.call(""))], [.idle(handled: 99)], [.idle(handled: 0)],
        [.finished(.success(1)), .step(MachineBench.call("2"))], [.finished(.success(1)), .finished(.success(2))],
    ]

    @Test(arguments: lies)
    func whatNoWorkerSaysEndsIt(_ messages: [WorkerMessage]) {
        var bench = MachineBench()
        bench.begin()
        bench.ask("1")
        bench.take(.committed)
        bench.done("1")
        bench.idle()
        for message in messages { bench.take(.worker(message)) }
        guard case .workerLost(let reason) = bench.outcome else {
            return #expect(Bool(false), "\(String(describing: bench.outcome))")
        }
        #expect(reason.hasPrefix("it broke the protocol"))
    }
}

extension CallRequest {
    fileprivate var withoutOptions: CallRequest {
        CallRequest(branch: branch, path: path, primitive: primitive, options: .nil, position: position)
    }
}
