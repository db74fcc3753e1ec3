import Foundation
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

@Suite struct LeaseTests {
    @Test func aHolderThatWasOvertakenCanWriteNothing() async throws {
        let fixture = try StoreFixture()
        let old = try await fixture.run()
        try await fixture.store.append([.started("1")], under: old)
        // The lock is lost in a way the holder does not see.
        fixture.store.lock.unlock(old.row)
        let other = try SQLiteRunStore(directory: fixture.directory)
        defer { try? other.close() }
        let new = try await other.acquire(old.run, owner: "bob")
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.append([.finished("1")], under: old)
        }
        await #expect(throws: JournalError.fenced(old.run)) {
            try await fixture.store.release(old, status: .done, summary: nil)
        }
        try await other.append([.finished("1")], under: new)
        #expect(try await other.find("last").status == .running)
        #expect(try await other.events(of: old.run).map(\.event.kind) == [.started, .finished])
    }

}

@Suite struct UnusableJournalTests {
    @Test func aFileInThePlaceOfTheFolderIsNamed() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString)")
        try Data("x".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: JournalError.self) { try SQLiteRunStore(directory: file) }
        #expect(error?.description.contains(file.path) == true)
    }

    @Test func aFileThatIsNoDatabaseIsNamed() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("folder-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("journal.sqlite").path
        try Data(repeating: 120, count: 4096).write(to: URL(fileURLWithPath: path))
        #expect(throws: JournalError.unusable(path: path, reason: "it is not a journal of Moondock, or is damaged")) {
            try SQLiteRunStore(directory: folder)
        }
    }
}
