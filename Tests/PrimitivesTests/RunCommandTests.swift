import Foundation
import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite(.timeLimit(.minutes(10))) struct RunCommandTests {
    private func run(_ fixture: StepFixture, _ words: [String], _ more: [String: LuaValue] = [:]) async throws
        -> LuaValue
    {
        let command: [String: LuaValue] = ["command": .list(words.map { .string($0) })]
        return try await fixture.call(RunCommand(), command.merging(more) { $1 })
    }

    private func failure(_ fixture: StepFixture, _ table: [String: LuaValue]) async throws -> StepError {
        try #require(await #expect(throws: StepError.self) { _ = try await fixture.call(RunCommand(), table) })
    }

    @Test func argumentsAreTakenLiterally() async throws {
        let fixture = try StepFixture()
        let words = ["$HOME", "a b", "*", "`id`", ";", "", "é\n"]
        let result = try await run(fixture, ["printf", "%s|"] + words)
        #expect(result["stdout"].string == words.map { "\($0)|" }.joined())
        #expect(result["code"] == 0)
        #expect(result["stderr"] == "")
    }

    @Test func nothingIsInherited() async throws {
        let fixture = try StepFixture()
        setenv("MOONDOCK_TEST_LEAK", "leaked", 1)
        let result = try await run(fixture, ["env"], ["env": ["NAME": "value", "TOKEN": .secret]])
        let lines = try #require(result["stdout"].string).split(separator: "\n").map(String.init).sorted()
        #expect(lines == ["MOONDOCK_STEP=\(fixture.step)", "NAME=value", "PATH=\(Command.defaultPath)", "TOKEN=***"])
        let files = try await run(fixture, ["sh", "-c", "ls /proc/self/fd | wc -l; cat"])
        // Its three streams, and the folder it lists.
        #expect(files["stdout"].string?.trimmingCharacters(in: .whitespacesAndNewlines) == "4")
    }

    @Test func whatItReadsIsGivenOrNothing() async throws {
        let fixture = try StepFixture()
        #expect(try await run(fixture, ["cat"])["stdout"] == "")
        #expect(try await run(fixture, ["cat"], ["stdin": "some text"])["stdout"] == "some text")
        #expect(try await run(fixture, ["wc", "-c"], ["stdin": .secret])["stdout"] == "12\n")
    }

    /// A program may leave what it is given unread, at once or in the middle, and may be ended meanwhile.
    @Test func whatIsLeftUnreadDoesNoHarm() async throws {
        let fixture = try StepFixture()
        let text = LuaValue.string(String(repeating: "line\n", count: 100_000))
        for number in 0..<40 {
            for words in [["true"], ["head", "-c", "1"]] {
                let result = try await run(fixture, words, ["stdin": number % 2 == 0 ? text : "x"])
                #expect(result["code"] == 0)
            }
        }
        for pause in 0..<20 {
            let task = Task { try await run(fixture, ["sleep", "60"], ["stdin": text]) }
            try await Task.sleep(for: .milliseconds(pause))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        // What is read twice is read from where the first has stopped.
        let shell = try await fixture.call(RunCommand(), ["shell": "read a; read b; echo $b $a", "stdin": "1\n2\n"])
        #expect(shell["stdout"] == "2 1\n")
    }

    @Test func itRunsInTheProjectsFolder() async throws {
        let fixture = try StepFixture()
        try FileManager.default.createDirectory(
            at: fixture.root.appendingPathComponent("deep/er"), withIntermediateDirectories: true)
        #expect(try await run(fixture, ["pwd"])["stdout"].string?.hasSuffix("\(fixture.token)\n") == true)
        #expect(try await run(fixture, ["pwd"], ["cwd": "deep/er"])["stdout"].string?.hasSuffix("deep/er\n") == true)
        #expect(
            try await failure(fixture, ["command": ["pwd"], "cwd": "nowhere"]).message.hasSuffix("/nowhere to run in"))
    }

    @Test func aScriptIsForTheShell() async throws {
        let fixture = try StepFixture()
        #expect(try await fixture.call(RunCommand(), ["shell": "echo $((1 + 2)) | tr 3 4"])["stdout"] == "4\n")
        #expect(try await failure(fixture, ["shell": "true", "command": ["true"]]).code == "invalid_option")
        #expect(try await failure(fixture, [:]).code == "invalid_option")
    }

    @Test func codesThatAreNotGoodFail() async throws {
        let fixture = try StepFixture()
        let error = try await failure(fixture, ["shell": "echo out; echo why >&2; exit 3"])
        #expect(error.code == "command.failed")
        #expect(error.message == "/bin/sh exited with 3")
        #expect(error.details == ["why"])
        #expect(error.fields["code"] == 3)
        #expect(error.fields["stdout"] == "out\n")
        #expect(try await run(fixture, ["sh", "-c", "exit 3"], ["ok_codes": [0, 3]])["code"] == 3)
        #expect(try await failure(fixture, ["shell": "kill -9 $$"]).message == "/bin/sh was killed by signal 9")
    }

    @Test func aProgramThatIsNotThereIsNamed() async throws {
        let fixture = try StepFixture()
        #expect(
            try await failure(fixture, ["command": ["no-such-program"]]).message
                == "there is no program no-such-program in \(Command.defaultPath)")
        #expect(try await failure(fixture, ["command": ["./none"]]).message == "there is no program ./none")
        try Data("text".utf8).write(to: fixture.root.appendingPathComponent("text"))
        #expect(
            try await failure(fixture, ["command": ["./text"]]).message
                == "./text cannot be run: it is no program, or lacks the permission")
    }

    @Test func linesGoToTheLogWithoutSecrets() async throws {
        let fixture = try StepFixture()
        let result = try await run(
            fixture, ["sh", "-c", "echo one; echo $T >&2; printf last"], ["env": ["T": .secret]])
        #expect(fixture.output.sorted() == ["***", "last", "one"])
        #expect(result["stderr"] == "***\n")
    }

    @Test func onlyTheEndOfMuchOutputIsKept() async throws {
        let fixture = try StepFixture()
        let result = try await fixture.call(
            RunCommand(), ["shell": "seq 1 200000; head -c 100000 /dev/zero | tr '\\0' x"])
        let text = try #require(result["stdout"].string)
        #expect(text.utf8.count == CommandRun.keptOutput && result["cut"] == true)
        #expect(fixture.output.count == 200_001)
        #expect(fixture.output.last?.utf8.count == StepOutput.maximumLineLength + " … (83616 more bytes)".utf8.count)
    }

    /// A child in a session of its own and one in the background, both longer than the test may take.
    private static let family = "setsid sleep 600 & sleep 600 & echo begun; wait"

    @Test func afterATimeOutNothingOfItRuns() async throws {
        let fixture = try StepFixture()
        let error = try await failure(fixture, ["shell": .string(Self.family), "timeout": "300ms"])
        #expect(error.code == "command.timeout")
        #expect(error.message == "/bin/sh was not done within 300 ms and was ended")
        #expect(StepProcesses(token: fixture.step).all == [])
    }

    @Test func whatDoesNotListenIsKilled() async throws {
        let fixture = try StepFixture()
        let error = try await failure(
            fixture, ["shell": "trap '' TERM; while :; do sleep 1; done", "timeout": "200ms"])
        #expect(error.code == "command.timeout")
        #expect(StepProcesses(token: fixture.step).all == [])
    }

    @Test func afterACancellationNothingOfItRuns() async throws {
        let fixture = try StepFixture()
        let task = Task { try await fixture.call(RunCommand(), ["shell": .string(Self.family)]) }
        while fixture.output.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(StepProcesses(token: fixture.step).all.count >= 3)
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(StepProcesses(token: fixture.step).all == [])
    }

    @Test func whatAnEarlierAttemptLeftIsEndedFirst() async throws {
        let fixture = try StepFixture()
        let left = Process()
        left.executableURL = URL(fileURLWithPath: "/bin/sleep")
        left.arguments = ["600"]
        left.environment = [StepProcesses.mark: fixture.step]
        try left.run()
        // It is there once the kernel shows its environment.
        while StepProcesses(token: fixture.step).all != [left.processIdentifier] {
            try await Task.sleep(for: .milliseconds(5))
        }
        _ = try await run(fixture, ["true"], ["safe_to_repeat": true])
        left.waitUntilExit()
        #expect(left.terminationReason == .uncaughtSignal)
    }

    @Test func whetherItIsRepeatedIsForTheRecipeToSay() throws {
        let primitive = RunCommand()
        for (isSafe, policy) in [(true, InDoubtPolicy.idempotent), (false, .unsafe)] {
            let options = try StepFixture.options(
                of: primitive, ["command": ["true"], "safe_to_repeat": .bool(isSafe)])
            #expect(primitive.inDoubtPolicy(for: options) == policy)
        }
        let destructive = try StepFixture.options(
            of: primitive, ["command": ["drop", "it"], "safe_to_repeat": true, "destructive": true])
        #expect(primitive.inDoubtPolicy(for: destructive) == .unsafe)
        #expect(primitive.title(destructive) == "(destructive) drop it")
        #expect(primitive.title(try StepFixture.options(of: primitive, ["command": ["make", "all"]])) == "make all")
        #expect(primitive.title(try StepFixture.options(of: primitive, ["shell": "a\nb"])) == "sh -c a")
    }
}
