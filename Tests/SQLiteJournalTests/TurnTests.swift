import Foundation
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// Nobody waits without end for a process that keeps the turn to write.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TurnTests {
    let fixture: StoreFixture

    init() throws { fixture = try StoreFixture() }

    /// Another process has the turn while something is tried.
    private func whileTurnIsHeld(by text: String, _ body: (SQLiteRunStore) async throws -> Void) async throws {
        let lock = try FileRangeLock(
            fixture.directory.appendingPathComponent("journal.lock"), in: StateFolder(existing: fixture.directory))
        #expect(lock.tryLock(0))
        lock.write(text.padding(toLength: FileRangeLock.textLength, withPad: " ", startingAt: 0))
        defer { lock.unlock(0) }
        let store = try SQLiteRunStore(directory: fixture.directory)
        try await body(store)
        try store.reader.close()
    }

    /// A process of one's own that is stopped.
    private func stopped(_ body: (Int32) async throws -> Void) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        kill(process.processIdentifier, SIGSTOP)
        while ProcessState(of: process.processIdentifier) != .stopped { await Task.yield() }
        try await body(process.processIdentifier)
    }

    private func start(of process: Int32) throws -> String {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return String(text.split(separator: " ")[21])
    }

    @Test func readingTakesNoTurn() async throws {
        let run = try await fixture.threeSteps()
        try await stopped { process in
            try await whileTurnIsHeld(by: "\(process) \(try start(of: process)) 1000 commit") { store in
                let (found, events) = (try await store.find("last").id, try await store.events(of: run))
                #expect(found == run && events.count == 5)
                let faults = try await store.faults(of: run, isTakenUp: true)
                #expect(faults.isEmpty)
                let isIntact = try await store.isIntact()
                #expect(isIntact)
            }
        }
    }

    @Test func whoWritesNamesAStoppedProcess() async throws {
        _ = try await fixture.threeSteps()
        try await stopped { process in
            try await whileTurnIsHeld(by: "\(process) \(try start(of: process)) 1000 commit") { store in
                let error = await #expect(throws: JournalError.self) {
                    try await store.requestCancel(of: RunID("261124-030405-test"), by: "ada")
                }
                let text = error?.description ?? ""
                #expect(text.contains("process \(process) has had the turn since 1970-01-01T00:00:01Z"), "\(text)")
                #expect(text.contains("kill -CONT \(process)"), "\(text)")
            }
        }
    }

    @Test func whoHasTheTurnSaysSo() async throws {
        try await fixture.store.write { [lock = fixture.store.lock] _ in
            let holder = try #require(TurnNote(lock.text())).holder
            #expect(holder.process == getpid())
            #expect(holder.state == .running)
        }
    }

    @Test func manyStoresWriteInTurn() async throws {
        let stores = try (0..<6).map { _ in try SQLiteRunStore(directory: fixture.directory) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    let lease = try await store.create(
                        RunDefinition.sample(), id: RunID("r\(number)"), owner: "ada")
                    for step in 1...25 { try await store.append([.started("\(step)")], under: lease) }
                }
            }
            try await group.waitForAll()
        }
        for number in 0..<6 { #expect(try await fixture.store.events(of: RunID("r\(number)")).count == 25) }
        for store in stores { try store.close() }
    }
}
