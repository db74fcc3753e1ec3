import DatabaseBackup
import Foundation
import Testing

@Suite struct RetentionTests {
    @Test func oldestBackupsGo() async throws {
        let fixture = try StoreFixture()
        let first = try await fixture.backUp()
        let second = try await fixture.backUp()
        let outcome = try await BackupRunner().run(fixture.request(keep: 2))
        #expect(outcome.pruned == [first.id])
        #expect(try fixture.store.list() == [outcome.backup, second])
        #expect(try contents(of: fixture.destination).count == 2)
    }

    @Test func targetWhoseNameBeginsTheSameStays() async throws {
        let fixture = try StoreFixture()
        let staging = try await fixture.backUp("app-staging")
        let old = try await fixture.backUp("app")
        let outcome = try await BackupRunner().run(fixture.request("app", keep: 1))
        #expect(outcome.pruned == [old.id])
        #expect(try fixture.store.list(target: "app-staging") == [staging])
    }

    @Test func backupsOfAnotherDatabaseUnderTheSameTargetStay() async throws {
        let fixture = try StoreFixture()
        let others = [try await fixture.backUp("shop"), try await fixture.backUp("shop")]
        let tiny = try SQLiteFixture(rows: 1, width: 1)
        var request = fixture.request("shop", keep: 1)
        request.target = BackupTarget(id: "shop", source: SQLiteSource(path: tiny.path))
        let first = try await BackupRunner().run(request)
        let second = try await BackupRunner().run(request)
        #expect(first.pruned == [])
        #expect(second.pruned == [first.backup.id], "of its own, all but the last go")
        #expect(Set(try fixture.store.list().map(\.id)) == Set(others.map(\.id) + [second.backup.id]))
    }

    @Test func newBackupStaysWhenTheClockWentBack() async throws {
        let fixture = try StoreFixture()
        let old = try await fixture.backUp()
        let path = old.directory + "/manifest.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let later = text.replacing(/"created_at" : "\d{4}/, with: "\"created_at\" : \"2999")
        try later.write(toFile: path, atomically: false, encoding: .utf8)
        let outcome = try await BackupRunner().run(fixture.request(keep: 1))
        #expect(try fixture.store.list() == [outcome.backup])
    }

    @Test func incompleteBackupsDoNotCount() async throws {
        let fixture = try StoreFixture()
        let good = try await fixture.backUp()
        let damaged = try await fixture.backUp()
        try Data("short".utf8).write(to: URL(filePath: damaged.directory + "/database.sqlite"))
        let outcome = try await BackupRunner().run(fixture.request(keep: 2))
        #expect(outcome.pruned == [])
        #expect(try fixture.store.list().contains(good))
    }

    /// Test and production may call their databases by one name and keep their backups in one folder.
    @Test func anotherDatabaseOfTheSameNameStays() async throws {
        let (test, production) = (try StoreFixture(), try StoreFixture())
        func backUp(_ fixture: StoreFixture, keep: Int? = nil) async throws -> BackupOutcome {
            var request = fixture.request("shop", keep: keep)
            request.destination = test.destination
            return try await BackupRunner().run(request)
        }
        let safe = try await backUp(production).backup
        let old = try await backUp(test).backup
        #expect(safe.manifest.origin != old.manifest.origin)
        for _ in 1...3 {
            let outcome = try await backUp(test, keep: 1)
            #expect(!outcome.pruned.contains(safe.id))
        }
        #expect(try test.store.list(target: "shop").map(\.id).contains(safe.id))
        #expect(try test.store.list(target: "shop").count == 2)
    }

    @Test func aDatabaseIsTheSameThroughALink() async throws {
        let fixture = try StoreFixture()
        let link = fixture.directory.path + "-link.sqlite"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.live.path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        let old = try await fixture.backUp()
        let outcome = try await BackupRunner().run(
            BackupRequest(
                target: BackupTarget(id: "app", source: SQLiteSource(path: link)), destination: fixture.destination,
                keep: 1)
        )
        #expect(outcome.pruned == [old.id])
    }

    /// What a manifest of an older version does not say is not guessed; a file's path it does say.
    @Test(arguments: [("sqlite", true), ("postgres", false)])
    func backupsThatDoNotSayWhereTheyAreFrom(engine: String, isPruned: Bool) async throws {
        let fixture = try StoreFixture()
        let old = try await fixture.backUp()
        let path = old.directory + "/manifest.json"
        var manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        manifest["origin"] = nil
        manifest["engine"] = engine
        try JSONSerialization.data(withJSONObject: manifest).write(to: URL(filePath: path))
        let outcome = try await BackupRunner().run(fixture.request(keep: 1))
        #expect(outcome.pruned == (isPruned ? [old.id] : []))
    }

    /// A copy of a server at another address, and another server at the same address, are others.
    @Test(arguments: [
        #"{"address": "db:5432", "database": "shop", "system": "1"}"#,
        #"{"address": "other:5432", "database": "shop", "system": "2"}"#,
        #"{"address": "db:5433", "database": "shop", "system": "2"}"#,
        #"{"address": "db:5432", "database": "shop2", "system": "2"}"#, #"{"address": "db:5432", "database": "shop"}"#,
    ])
    func originsThatDiffer(_ text: String) throws {
        let origin = BackupOrigin(address: "db:5432", database: "shop", system: "2")
        #expect(try JSONDecoder().decode(BackupOrigin.self, from: Data(text.utf8)) != origin)
    }
}
