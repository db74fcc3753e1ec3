import Foundation
import Glibc
import LuaValues
import Testing

@testable import WorkerHost
@testable import WorkerProtocol

/// What somebody could do who made a worker run code of theirs: each attempt is made by native code within the worker's
/// confinement.
@Suite struct ConfinementTests {
    static let attempts = [
        "open", "create", "unlink", "memory-file", "list", "socket", "unix-socket", "socketpair", "connect", "bind",
        "receive-descriptor", "send-elsewhere", "read-elsewhere", "write", "duplicate", "control", "fork", "clone",
        "execute", "execute-at", "trace", "read-memory", "write-memory", "memory-of-host", "signal",
        "process-descriptor", "executable-memory", "make-executable", "namespace", "mount", "chroot", "user", "limits",
        "ring", "bpf", "keys", "another-filter", "process-control",
    ]

    static var probe: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("worker-probe").path
    }

    @Test(arguments: attempts) func attemptFails(_ name: String) async throws {
        switch try await Self.outcome(of: name) {
        case .reported(let text): #expect(text == "denied: Operation not permitted")
        case .ended(let exit): #expect(exit == .signalled(SIGSYS))
        }
    }

    @Test func whatHurtsMostEndsTheWorker() async throws {
        for name in ["execute", "fork", "clone", "trace", "read-memory", "socket"] {
            let outcome = try await Self.outcome(of: name)
            #expect(outcome == .ended(.signalled(SIGSYS)), "\(name)")
        }
    }

    @Test func theProbeItselfWorks() async throws {
        let outcome = try await Self.outcome(of: "nothing")
        #expect(outcome == .reported("no attempt made; all is allowed that is needed"))
    }

    private enum Outcome: Equatable {
        case reported(String)
        case ended(WorkerExit)
    }

    private static func outcome(of name: String) async throws -> Outcome {
        let worker = try WorkerProcess.spawn(executable: probe)
        worker.connection.send([WorkerProcessTests.start("probe \(name);")])
        for await message in worker.connection.messages {
            if case .ready(let text) = try message.get() { return .reported(text) }
        }
        return .ended(await worker.waitForExit())
    }
}
