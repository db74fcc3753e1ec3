import Foundation
import GRDB
import Testing

@testable import Journal
@testable import SQLiteJournal

@Suite struct KilledProcessTests {
    /// The real executable, built beside the tests, with a recipe that appends as fast as it can.
    private func startRun(in project: URL) throws -> Process {
        let recipe = "for i = 1, 1000000 do sleep(0) end"
        try FileManager.default.createDirectory(at: project, withIntermediateDirectories: true)
        try recipe.write(to: project.appendingPathComponent("busy.lua"), atomically: true, encoding: .utf8)
        try "".write(to: project.appendingPathComponent("moondock.lua"), atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("moondock")
        process.arguments = ["run", "busy.lua"]
        process.currentDirectoryURL = project
        process.standardOutput = FileHandle.nullDevice
        let said = project.appendingPathComponent("stderr")
        _ = FileManager.default.createFile(atPath: said.path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: said)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    @Test func aProcessKilledWhileItAppendsLeavesAWholeJournalAndAFreeRun() async throws {
        let project = FileManager.default.temporaryDirectory.appendingPathComponent("killed-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: project) }
        let store = try SQLiteRunStore(directory: project.appendingPathComponent(".moondock"))
        defer { try? store.close() }
        for round in 1...3 {
            let process = try startRun(in: project)
            defer { kill(process.processIdentifier, SIGKILL) }
            var run: RunRecord?
            while process.isRunning {
                let runs = try await store.runs(limit: 9)
                run = runs.first
                if let run, runs.count == round, try await store.events(of: run.id).count > 40 { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            let said = try String(contentsOf: project.appendingPathComponent("stderr"), encoding: .utf8)
            try #require(process.isRunning, "it ended by itself with \(process.terminationStatus): \(said)")
            let record = try #require(run)
            await #expect(throws: JournalError.runIsHeld(record.id, by: record.owner ?? "")) {
                try await store.acquire(record.id, owner: "the test")
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            let lease = try await store.acquire(record.id, owner: "the test")
            #expect(lease.fence == 2)
            let stored = try await store.events(of: record.id)
            #expect(stored.map(\.id) == (1...Int64(stored.count)).map { $0 })
            let kinds = stored.map(\.event.kind).filter { !$0.isForPeople }
            #expect(zip(kinds.indices, kinds).allSatisfy { $1 == ($0 % 2 == 0 ? .started : .finished) })
            #expect(kinds.last == .started, "an end is never committed without the intent that follows it")
            let verdict = try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
            #expect(verdict == "ok")
            try await store.release(lease, status: .failed, summary: nil)
        }
    }
}
