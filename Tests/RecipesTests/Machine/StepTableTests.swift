import Journal
import LuaValues
import RandomTestSupport
import Testing
import WorkerProtocol

@testable import Recipes

/// What a table of steps counts is what one gets by looking at each of its steps.
@Suite(.timeLimit(.minutes(10))) struct StepTableTests {
    @Test func countsWhatItsStepsAre() throws {
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let call = try registry.prepare(MachineBench.call("1"))
        let states: [RunMachine.Step.State] = [
            .recorded, .held, .intended, .performing, .parked(Wait(reason: "for nobody")),
        ]
        var random = SeededGenerator(seed: 71)
        var table = RunMachine.StepTable()
        for _ in 0..<5_000 {
            let path = "\(Int.random(in: 1...6, using: &random))"
            switch Int.random(in: 0..<4, using: &random) {
            case 0: table[path] = nil
            case 1: table[path]?.state = try #require(states.randomElement(using: &random))
            default:
                var step = RunMachine.Step(
                    call: call, state: try #require(states.randomElement(using: &random)),
                    startedAt: Timestamp(milliseconds: 1))
                step.isOverdue = Bool.random(using: &random)
                table[path] = step
            }
            let steps = table.map(\.value)
            #expect(table.count == steps.count)
            #expect(table.isEmpty == steps.isEmpty)
            #expect(table.areParked == steps.allSatisfy(\.isParked))
            #expect(table.isOverdueUnderWay == steps.contains { $0.isOverdue && $0.state == .performing })
        }
    }
}
