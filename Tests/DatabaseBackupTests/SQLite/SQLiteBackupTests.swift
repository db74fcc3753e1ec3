import DatabaseBackup
import Foundation
import GRDB
import Testing

@Suite struct SQLiteBackupTests {
    private let destination: TemporaryDirectory

    init() throws {
        destination = try TemporaryDirectory()
    }

    private func request(_ path: String) -> BackupRequest {
        BackupRequest(target: BackupTarget(id: "app", source: SQLiteSource(path: path)), destination: destination.path)
    }

    @Test(arguments: ["WAL", "DELETE"])
    func copyHoldsEveryRow(journalMode: String) async throws {
        let live = try SQLiteFixture(rows: 500, journalMode: journalMode)
        let recorder = LineRecorder()
        let backup = try await BackupRunner().run(request(live.path), observer: recorder.observer).backup
        #expect(try SQLiteFixture.rowCount(at: backup.directory + "/database.sqlite") == 500)
        #expect(backup.manifest.engine == "sqlite" && backup.manifest.format == "sqlite_file")
        #expect(backup.manifest.source.objects == ["tables": 1, "views": 1, "indexes": 1, "triggers": 0])
        #expect(recorder.bytes.last == backup.manifest.bytes)
    }

    @Test func rowsOfTheWriteAheadLogAreThere() async throws {
        let live = try SQLiteFixture(rows: 0)
        try await live.queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try live.insert(500)
        let plainCopy = live.directory.path("plain.sqlite")
        try FileManager.default.copyItem(atPath: live.path, toPath: plainCopy)
        #expect(try SQLiteFixture.rowCount(at: plainCopy) == 0, "the rows should be in the log alone")
        let (before, logBefore) = (try Data(contentsOf: URL(filePath: live.path)), try writeAheadLog(of: live))

        let backup = try await BackupRunner().run(request(live.path)).backup

        #expect(try Data(contentsOf: URL(filePath: live.path)) == before, "the source was written to")
        #expect(try writeAheadLog(of: live) == logBefore, "the source's log was written to")
        #expect(try SQLiteFixture.rowCount(at: backup.directory + "/database.sqlite") == 500)
    }

    private func writeAheadLog(of live: SQLiteFixture) throws -> Data {
        try Data(contentsOf: URL(filePath: live.path + "-wal"))
    }

    @Test func nothingButTheTwoFilesIsPublished() async throws {
        let live = try SQLiteFixture()
        let backup = try await BackupRunner().run(request(live.path)).backup
        let store = BackupStore(destination: destination.path)
        #expect(try await store.verify(backup.id) == backup.manifest.verification)
        #expect(try contents(of: backup.directory) == ["database.sqlite", "manifest.json"])
    }

    @Test func writersGoOnWhileACopyIsMade() async throws {
        let live = try SQLiteFixture(rows: 20_000, width: 400)
        let gate = ProgressGate()
        let backup = Task { try await BackupRunner().run(request(live.path), observer: gate.observer()).backup }
        await gate.reached()
        try live.insert(1)
        gate.open()
        let copy = try await backup.value.directory + "/database.sqlite"
        #expect(try SQLiteFixture.rowCount(at: copy) == 20_000, "the copy should be of the moment it was begun")
        #expect(try SQLiteFixture.rowCount(at: live.path) == 20_001)
    }

    @Test func cancelledCopyLeavesNothing() async throws {
        let live = try SQLiteFixture(rows: 20_000, width: 400)
        let gate = ProgressGate()
        let backup = Task { try await BackupRunner().run(request(live.path), observer: gate.observer()) }
        await gate.reached()
        backup.cancel()
        gate.open()
        let error = await #expect(throws: BackupError.self) { try await backup.value }
        #expect(error?.code == .cancelled)
        #expect(try contents(of: destination.path) == [])
    }

    @Test func brokenForeignKeysAreCountedAndReported() async throws {
        let live = try SQLiteFixture(rows: 3)
        try await live.queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    CREATE TABLE part (item INTEGER REFERENCES item (id));
                    PRAGMA foreign_keys = OFF; INSERT INTO part VALUES (999);
                    """)
        }
        let recorder = LineRecorder()
        let backup = try await BackupRunner().run(request(live.path), observer: recorder.observer).backup
        #expect(backup.manifest.verification.counts["foreign_key_violations"] == 1)
        #expect(recorder.lines.contains { $0.contains("part") })
    }
}
