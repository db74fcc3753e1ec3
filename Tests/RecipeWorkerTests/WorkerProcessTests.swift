import Foundation
import Glibc
import LuaValues
import Testing

@testable import WorkerHost
@testable import WorkerProtocol
@testable import WorkerRuntime

@Suite struct WorkerProcessTests {
    /// The executable that was built beside the tests.
    static var executable: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("moondock-worker").path
    }

    static func start(_ recipe: String) -> HostMessage {
        .start(
            RecipeStart(
                recipe: SourceText(chunk: "recipes/test.lua", text: Array(recipe.utf8)), prelude: [],
                primitives: ["work": .step], limits: LuaLimits(), seed: 1, time: 0))
    }

    @Test func aRecipeRunsInTheRealExecutable() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        worker.connection.send([
            Self.start("local sum = 0 for i = 1, 100 do sum = sum + work{ value = i } end return sum")
        ])
        var isReady = false
        for await message in worker.connection.messages {
            switch try message.get() {
            case .ready: isReady = true
            case .step(let call):
                worker.connection.send([.reply(branch: call.branch, result: .success(call.options["value"]))])
            case .finished(let result):
                #expect(try result.get() == 5050)
                worker.connection.close()
            default: break
            }
        }
        #expect(isReady)
        #expect(await worker.waitForExit() == .exited(0))
    }

    @Test func aWorkerThatNeverAnswersCanBeKilled() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        worker.connection.send([Self.start("return string.find(string.rep('a', 60), string.rep('a?', 60) .. 'b')")])
        for await message in worker.connection.messages {
            if case .ready = try message.get() { worker.kill() }
        }
        #expect(await worker.waitForExit() == .signalled(SIGKILL))
        worker.kill()
        #expect(await worker.waitForExit() == .signalled(SIGKILL))
    }

    @Test func garbageEndsTheWorkerAndNothingElse() async throws {
        for bytes: [UInt8] in [[0xff, 0xff, 0xff, 0xff, 1, 2], [2, 0, 0, 0, 77, 0xf6], [3, 0, 0, 0, 2, 0x9f, 0xff]] {
            let worker = try WorkerProcess.spawn(executable: Self.executable)
            worker.connection.sendRaw(bytes)
            for await _ in worker.connection.messages {}
            #expect(await worker.waitForExit() == .exited(WorkerStatus.protocolViolation.rawValue))
        }
    }

    @Test func theEndOfTheConnectionEndsTheWorkerQuietly() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        worker.connection.send([Self.start("work{}")])
        for await message in worker.connection.messages {
            if case .idle = try message.get() { worker.connection.close() }
        }
        #expect(await worker.waitForExit() == .exited(0))
    }

    @Test func valuesLargerThanTheSocketsBuffersArrive() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        let text = String(repeating: "0123456789abcdef", count: 1 << 19)
        worker.connection.send([Self.start("local s = work{} work{ value = s } return #s")])
        var echoed: LuaValue = nil
        for await message in worker.connection.messages {
            switch try message.get() {
            case .step(let call):
                if call.path == "2" { echoed = call.options["value"] }
                worker.connection.send([.reply(branch: call.branch, result: .success(.string(text)))])
            case .finished(let result):
                #expect(try result.get() == .integer(Int64(text.utf8.count)))
                worker.connection.close()
            default: break
            }
        }
        #expect(echoed == .string(text))
    }

    @Test func filesEvaluateBeforeTheRecipeRuns() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        let source = SourceText(chunk: "environments/a.lua", text: Array("return { a = secret 'x' }".utf8))
        worker.connection.send([
            .evaluate(source: source, limits: LuaLimits()), Self.start("return os.date('%H:%M')"),
        ])
        var summaries: [String] = []
        for await message in worker.connection.messages {
            let message = try message.get()
            summaries.append(message.summary)
            if case .finished(let result) = message {
                #expect(try result.get() == "00:00")
                worker.connection.close()
            }
        }
        #expect(summaries == ["ready", "evaluated", "finished"])
    }

    @Test func theWorkerIsConfined() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        worker.connection.send([Self.start("work{}")])
        for await message in worker.connection.messages {
            guard case .idle = try message.get() else { continue }
            let status = try String(contentsOfFile: "/proc/\(worker.processID)/status", encoding: .utf8)
            let fields = status.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
            let value = { (name: String) in fields.first { $0.first == name + ":" }?.last }
            #expect(value("NoNewPrivs") == "1")
            #expect(value("Seccomp") == "2")
            worker.connection.close()
        }
    }

    @Test func anExecutableThatIsNotThereIsNamed() throws {
        let error = try #require(throws: WorkerSpawnError.self) {
            try WorkerProcess.spawn(executable: "/nonexistent/worker")
        }
        #expect(error.description == "cannot start the recipe worker '/nonexistent/worker': No such file or directory")
    }
}
