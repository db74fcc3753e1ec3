import Foundation
import LuaValues
import Testing
import WorkerHost
import WorkerProtocol

/// Every attack of the corpus, in a real worker: it ends as its first comment says, and another worker is served
/// meanwhile.
@Suite(.serialized) struct HostileTests {
    /// Far beyond what any script takes; only a script that cannot be stopped reaches it.
    static let patience = Duration.seconds(600)
    /// Where the worker is expected to be killed.
    static let shortPatience = Duration.seconds(2)

    @Test func theCorpusIsThere() {
        #expect(HostileScript.all.count >= 180)
    }

    @Test(arguments: HostileScript.all)
    func attackEndsAsExpectedAndOthersAreServed(_ script: HostileScript) async throws {
        let executable = WorkerProcessTests.executable
        let worker = try WorkerProcess.spawn(executable: executable)
        let neighbour = try WorkerProcess.spawn(executable: executable)
        let watchdog = Task {
            try await Task.sleep(for: script.expectation.isKill ? Self.shortPatience : Self.patience)
            worker.kill()
        }
        async let attacked = HostileHost.run(script.source, in: worker)
        let service = SourceText(
            chunk: "recipes/service.lua",
            text: Array("local sum = 0 for i = 1, 50 do sum = sum + work { value = i } end return sum".utf8))
        let served = await HostileHost.run(service, in: neighbour)
        let end = await attacked
        watchdog.cancel()
        let mismatch = script.expectation.mismatch(end)
        #expect(mismatch == nil, "\(script.name): \(mismatch ?? "")")
        guard case .finished(.success(1275)) = served else {
            Issue.record("the neighbour was not served: \(served)")
            return
        }
        worker.kill()
        neighbour.kill()
        _ = await worker.waitForExit()
        _ = await neighbour.waitForExit()
    }
}
