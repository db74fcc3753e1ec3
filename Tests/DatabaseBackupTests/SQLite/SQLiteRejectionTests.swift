import DatabaseBackup
import Foundation
import GRDB
import Testing

@Suite struct SQLiteRejectionTests {
    private let directory: TemporaryDirectory
    private let destination: String

    init() throws {
        directory = try TemporaryDirectory()
        destination = try directory.directory("backups")
    }

    /// Runs a backup that has to fail, and makes sure that it leaves nothing.
    private func failure(_ path: String, limits: BackupLimits = BackupLimits()) async throws -> BackupError {
        let target = BackupTarget(id: "app", source: SQLiteSource(path: path))
        let request = BackupRequest(target: target, destination: destination, limits: limits)
        let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
        #expect(try contents(of: destination) == [], "a failed backup left something behind")
        return try #require(error)
    }

    @Test func missingSourceIsNotCreated() async throws {
        let path = directory.path("typo.sqlite")
        #expect(try await failure(path).code == .notFound)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func fileThatIsNoDatabase() async throws {
        let path = directory.path("letter.txt")
        try String(repeating: "Dear Sir or Madam, ", count: 200).write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try await failure(path).code == .verifyFailed)
    }

    @Test func emptyFile() async throws {
        let path = directory.path("empty.sqlite")
        try Data().write(to: URL(filePath: path))
        #expect(try await failure(path).code == .empty)
    }

    @Test func damagedPages() async throws {
        let live = try SQLiteFixture(rows: 5_000, width: 100, journalMode: "DELETE")
        try live.queue.close()
        let file = try FileHandle(forUpdating: URL(filePath: live.path))
        for page in 10..<30 {
            try file.seek(toOffset: UInt64(page) * 4096 + 100)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 600))
        }
        try file.close()
        let error = try await failure(live.path)
        #expect(error.code == .verifyFailed && error.stage == .check)
    }

    @Test func databaseThatIsLocked() async throws {
        let live = try SQLiteFixture(journalMode: "DELETE")
        try await live.queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        let error = try await failure(live.path, limits: BackupLimits(lock: .milliseconds(100)))
        #expect(error.code == .timeout)
        try await live.queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }

    @Test(arguments: ["relative.sqlite", "file:/etc/passwd?mode=ro", ""])
    func pathThatIsNotAbsolute(path: String) async throws {
        #expect(try await failure(path).code == .invalidRequest)
    }

    @Test func pathOfADirectory() async throws {
        #expect(try await failure(directory.path).code == .notFound)
    }

    @Test(.enabled(if: SmallFileSystem.isAvailable))
    func diskFillsUp() async throws {
        let live = try SQLiteFixture(rows: 20_000, width: 400)
        let disk = try SmallFileSystem(megabytes: 4)
        let target = BackupTarget(id: "app", source: SQLiteSource(path: live.path))
        let request = BackupRequest(target: target, destination: disk.path)
        let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
        #expect(error?.code == .diskFull)
        #expect(try contents(of: disk.path) == [])
    }
}
