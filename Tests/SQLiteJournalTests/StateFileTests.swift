import Foundation
import GRDB
import JournalTestSupport
import Testing

@testable import Journal
@testable import SQLiteJournal

/// The files of a journal: whose they are, and that they stay where they are.
@Suite struct StateFileTests {
    let fixture: StoreFixture

    init() throws { fixture = try StoreFixture() }

    private func mode(_ name: String) -> mode_t? {
        FileStatus(fixture.directory.appendingPathComponent(name).path).map { $0.mode & 0o7777 }
    }

    @Test func everythingIsPrivate() async throws {
        let run = try await fixture.threeSteps()
        #expect(mode("") == 0o700)
        for name in [
            "journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "journal.lock", "runs/\(run)/events",
        ] {
            #expect(mode(name) == 0o600, "\(name)")
        }
        #expect(mode("runs/\(run)") == 0o700)
    }

    @Test func whatAnEarlierVersionLeftOpenIsClosed() throws {
        let folder = fixture.directory.appendingPathComponent(".moondock")
        try SQLiteRunStore(directory: folder).close()
        chmod(folder.path, 0o755)
        chmod(folder.appendingPathComponent("journal.sqlite").path, 0o644)
        try SQLiteRunStore(directory: folder).close()
        #expect(mode(".moondock") == 0o700)
        #expect(mode(".moondock/journal.sqlite") == 0o600)
    }

    @Test func aFolderOfSomethingElseKeepsItsMode() throws {
        let folder = fixture.directory.appendingPathComponent("project")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        chmod(folder.path, 0o755)
        try SQLiteRunStore(directory: folder).close()
        #expect(mode("project") == 0o755)
        #expect(mode("project/journal.sqlite") == 0o600)
    }

    @Test(arguments: [mode_t(0o777), 0o1777, 0o702])
    func aFolderThatEverybodyCanWriteToIsRejected(_ mode: mode_t) throws {
        chmod(fixture.directory.path, mode)
        defer { chmod(fixture.directory.path, 0o700) }
        let error = #expect(throws: JournalError.self) { try SQLiteRunStore(directory: fixture.directory) }
        #expect(error?.description.contains("everybody can write to it") == true, "\(String(describing: error))")
    }

    @Test(.enabled(if: geteuid() == 0)) func aFolderOfSomebodyElseIsRejected() throws {
        chown(fixture.directory.path, 1, 1)
        let error = #expect(throws: JournalError.self) { try SQLiteRunStore(directory: fixture.directory) }
        #expect(error?.description.contains("it belongs to") == true, "\(String(describing: error))")
        // What a group shares belongs to one of it.
        _ = try StateFolder.share(fixture.directory, with: 1)
        try SQLiteRunStore(directory: fixture.directory).close()
    }

    @Test(.enabled(if: geteuid() == 0)) func aFolderThatAGroupCanWriteToIsSharedOnPurposeOnly() throws {
        chown(fixture.directory.path, 0, 1)
        chmod(fixture.directory.path, 0o770)
        #expect(throws: JournalError.self) { try SQLiteRunStore(directory: fixture.directory) }
    }

    @Test func whatIsSharedIsTheGroups() async throws {
        _ = try await fixture.threeSteps()
        _ = try StateFolder.share(fixture.directory, with: getegid())
        let store = try SQLiteRunStore(directory: fixture.directory)
        defer { try? store.close() }
        let lease = try await store.create(RunDefinition.sample(), id: RunID("second"), owner: "ada")
        try await store.append([.started("1")], under: lease)
        #expect(mode("") == 0o2770)
        for run in ["261124-030405-test", "second"] {
            #expect(mode("runs/\(run)") == 0o2770)
            #expect(mode("runs/\(run)/events") == 0o660)
        }
        for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "journal.lock"] {
            #expect(mode(name) == 0o660, "\(name)")
        }
    }

    @Test(arguments: ["", "journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm", "journal.lock"])
    func whatIsRemovedOrReplacedInMidRunIsNoticed(_ name: String) async throws {
        let lease = try await fixture.run()
        try await fixture.store.append([.started("1")], under: lease)
        let path = fixture.directory.appendingPathComponent(name)
        let aside = FileManager.default.temporaryDirectory.appendingPathComponent("aside-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: aside) }
        try FileManager.default.moveItem(at: path, to: aside)
        let error = await #expect(throws: JournalError.self) {
            try await fixture.store.append([.finished("1")], under: lease)
        }
        guard case .replaced(_, isThere: false) = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
        // A copy in its place is another one.
        try FileManager.default.copyItem(at: aside, to: path)
        let again = await #expect(throws: JournalError.self) {
            try await fixture.store.append([.started("2")], under: lease)
        }
        guard case .replaced(_, isThere: true) = again else {
            return #expect(Bool(false), "\(String(describing: again))")
        }
    }
}

/// What stands in the way of a journal is told in words.
@Suite struct JournalErrorTests {
    @Test func noWordOfTheDatabaseReachesAPerson() {
        for code in 1...27 {
            let error = DatabaseError(
                resultCode: ResultCode(rawValue: CInt(code)), message: "database or disk is full; no such table: x",
                sql: "INSERT INTO event")
            for isWriting in [false, true] {
                let text = JournalError(error, path: "/tmp/journal.sqlite", isWriting: isWriting).description
                for word in ["SQL", "database or disk", "no such table", "INSERT"] {
                    #expect(!text.contains(word), "\(text)")
                }
            }
        }
    }

    @Test func aFullDiskIsNamed() {
        let error = JournalError(
            DatabaseError(resultCode: .SQLITE_FULL), path: "/tmp/journal.sqlite", isWriting: true)
        #expect(error.description.contains("no space on /"))
        #expect(error.description.contains("bytes free"))
        #expect(error.description.contains("nothing was begun that is not recorded"))
    }

    @Test func aJournalOfALaterVersionIsRejected() throws {
        let fixture = try StoreFixture()
        try fixture.tamper("INSERT INTO grdb_migrations VALUES ('4711')")
        let error = #expect(throws: JournalError.self) { try SQLiteRunStore(directory: fixture.directory) }
        let known = JournalSchema.migrator.migrations.last ?? ""
        #expect(error?.description.contains("version 4711") == true)
        #expect(error?.description.contains("up to \(known)") == true)
    }
}
