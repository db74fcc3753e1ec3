import Foundation
import Glibc
import LuaRuntime
import Testing

@testable import RecipeWorker

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
                primitives: ["work": .step], limits: WorkerLimits(), seed: 1, time: 0))
    }

    @Test func aRecipeRunsInTheRealExecutable() async throws {
        let worker = try WorkerProcess.spawn(executable: Self.executable)
        worker.connection.send([Self.start("local sum = 0 for i = 1, 100 do sum = sum + work{ value = i } end return sum")])
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
}
