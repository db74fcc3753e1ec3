import DatabaseBackup
import Foundation
import Testing

@Suite struct BackupStoreTests {
    @Test func listIsNewestFirstAndOfExactlyOneTarget() async throws {
        let fixture = try StoreFixture()
        let first = try await fixture.backUp()
        let second = try await fixture.backUp()
        let staging = try await fixture.backUp("app-staging")
        #expect(try fixture.store.list(target: "app") == [second, first])
        #expect(try fixture.store.list(target: "app-staging") == [staging])
        #expect(try fixture.store.list().count == 3)
    }

    @Test func directoryWithoutManifestDoesNotExist() async throws {
        let fixture = try StoreFixture()
        let backup = try await fixture.backUp(token: "t")
        try FileManager.default.removeItem(atPath: backup.directory + "/manifest.json")
        #expect(try fixture.store.list() == [])
        #expect(try await fixture.store.findBackup(target: "app", token: "t") == nil)
    }

    @Test func destinationThatDoesNotExistIsEmpty() async throws {
        let store = BackupStore(destination: "/nonexistent/backups")
        #expect(try store.list() == [])
        #expect(try await store.findBackup(target: "app", token: "t") == nil)
        #expect(try !store.isRunning(target: "app"))
    }

    @Test func backupIsFoundByItsToken() async throws {
        let fixture = try StoreFixture()
        let backup = try await fixture.backUp(token: "run-9/step-2")
        try await fixture.backUp(token: "run-9/step-3")
        #expect(try await fixture.store.findBackup(target: "app", token: "run-9/step-2") == backup)
        #expect(try await fixture.store.findBackup(target: "app", token: "run-9/step-4") == nil)
        #expect(try await fixture.store.findBackup(target: "other", token: "run-9/step-2") == nil)
    }

    @Test func damagedBackupIsNotAdopted() async throws {
        let fixture = try StoreFixture()
        try fixture.flipBit(of: try await fixture.backUp(token: "t"))
        #expect(try await fixture.store.findBackup(target: "app", token: "t") == nil)
    }

    @Test func verifyFindsOneFlippedBit() async throws {
        let fixture = try StoreFixture()
        let backup = try await fixture.backUp()
        #expect(try await fixture.store.verify(backup.id).counts["tables"] == 1)
        try fixture.flipBit(of: backup)
        let error = await #expect(throws: BackupError.self) { try await fixture.store.verify(backup.id) }
        #expect(error?.code == .verifyFailed && error?.message.contains("SHA-256") == true)
    }

    @Test func verifyFindsAMissingAndAShortFile() async throws {
        let fixture = try StoreFixture()
        let (short, missing) = (try await fixture.backUp(), try await fixture.backUp())
        let file = try FileHandle(forUpdating: URL(filePath: short.directory + "/database.sqlite"))
        try file.truncate(atOffset: 4096)
        try file.close()
        try FileManager.default.removeItem(atPath: missing.directory + "/database.sqlite")
        for backup in [short, missing] {
            let error = await #expect(throws: BackupError.self) { try await fixture.store.verify(backup.id) }
            #expect(error?.code == .verifyFailed)
        }
    }

    @Test(arguments: ["nothing", "../../etc", "app-20260101T000000Z-abcdef", "", "app"])
    func verifyOfAnUnknownBackup(id: String) async throws {
        let fixture = try StoreFixture()
        let error = await #expect(throws: BackupError.self) { try await fixture.store.verify(id) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: ["../other/file", "/etc/passwd", ".."])
    func manifestThatPointsElsewhereIsNotRead(name: String) async throws {
        let fixture = try StoreFixture()
        let backup = try await fixture.backUp()
        let path = backup.directory + "/manifest.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("database.sqlite", with: name).write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try fixture.store.list() == [])
    }

    @Test func manifestIsDocumentedJSON() async throws {
        let fixture = try StoreFixture()
        let backup = try await fixture.backUp(token: "t")
        let data = try Data(contentsOf: URL(filePath: backup.directory + "/manifest.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let expected: Set = [
            "manifest_version", "id", "target", "engine", "database", "created_at", "seconds", "files", "format",
            "compression", "origin", "source", "client_version", "verification", "token",
        ]
        #expect(Set(object.keys) == expected)
        let time = try #require(object["created_at"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/) != nil)
    }
}
