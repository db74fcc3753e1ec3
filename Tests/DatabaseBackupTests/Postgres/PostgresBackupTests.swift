import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Testing

extension PostgresTests {
    @Suite struct Backups {
        private static let schema = """
            CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
            CREATE TABLE invoice (id serial PRIMARY KEY, customer int REFERENCES customer, total numeric);
            CREATE VIEW debtor AS SELECT name FROM customer;
            CREATE FUNCTION double(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
            CREATE TABLE empty_table (x int);
            INSERT INTO customer (name) SELECT 'customer ' || i FROM generate_series(1, 1000) i;
            INSERT INTO invoice (customer, total) SELECT id, id * 1.5 FROM customer;
            """
        private static let fingerprint = """
            SELECT (SELECT md5(string_agg(c::text, ',' ORDER BY id)) FROM customer c),
                   (SELECT md5(string_agg(i::text, ',' ORDER BY id)) FROM invoice i),
                   (SELECT count(*) FROM debtor), double(21), (SELECT count(*) FROM empty_table)
            """

        @Test(arguments: [BackupCompression.standard, .none, .gzip(level: 9)])
        func restoredDumpEqualsItsSource(compression: BackupCompression) async throws {
            let cluster = try cluster()
            let name = "app_\(compression)".replacing(":", with: "_")
            try await cluster.makeDatabase(name, Self.schema)
            let directory = try TemporaryDirectory()
            let recorder = LineRecorder()
            var request = BackupRequest.postgres(try source(name), into: directory.path)
            request.compression = compression
            request.token = "step-7"
            request.label = "before v42"

            let backup = try await BackupRunner().run(request, observer: recorder.observer).backup

            try await cluster.makeDatabase(name + "_restored")
            let archive = try #require(backup.manifest.files.first)
            try await cluster.restore("\(backup.directory)/\(archive.name)", into: name + "_restored")
            let original = try await cluster.query(Self.fingerprint, database: name)
            let restored = try await cluster.query(Self.fingerprint, database: name + "_restored")
            #expect(original == restored)
            #expect(recorder.bytes.last == archive.bytes)
            #expect(recorder.bytes == recorder.bytes.sorted())
        }

        @Test func manifestSaysWhatWasBackedUp() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("described", Self.schema)
            let directory = try TemporaryDirectory()
            var request = BackupRequest.postgres(try source("described"), into: directory.path, id: "described-db")
            request.token = "run-1/step-3"

            let backup = try await BackupRunner().run(request).backup

            let manifest = backup.manifest
            #expect(manifest.engine == "postgres" && manifest.format == "pg_custom" && manifest.compression == "none")
            #expect(manifest.database == "described" && manifest.target == "described-db")
            #expect(manifest.token == "run-1/step-3")
            #expect(manifest.source.objects["tables"] == 3 && manifest.source.objects["views"] == 1)
            #expect(manifest.source.objects["sequences"] == 2 && manifest.source.objects["functions"] == 1)
            #expect(manifest.verification.counts["tables"] == 3)
            #expect(manifest.source.encoding == "UTF8")
            let identity = try #require(manifest.source.serverIdentity)
            let system = try await cluster.query("SELECT system_identifier FROM pg_control_system()")
            #expect(identity.hasPrefix(system[0] + "/"))
            #expect(try contents(of: directory.path) == [backup.id])
            #expect(try contents(of: backup.directory) == ["database.pgdump", "manifest.json"])
            #expect(try BackupStore(destination: directory.path).list(target: "described-db") == [backup])
        }

        @Test func filesAreReadableByTheirOwnerOnly() async throws {
            try await cluster().makeDatabase("private_files", "CREATE TABLE t (x int)")
            let directory = try TemporaryDirectory()
            let request = BackupRequest.postgres(try source("private_files"), into: directory.path("made"))
            let backup = try await BackupRunner().run(request).backup
            let mode = { (path: String) in
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(directory.path("made")) == 0o700)
            #expect(try mode(backup.directory) == 0o700)
            #expect(try mode(backup.directory + "/database.pgdump") == 0o600)
            #expect(try mode(backup.directory + "/manifest.json") == 0o600)
        }

        @Test(arguments: [
            "host=evil dbname=postgres", "postgres://evil:1/postgres", "it's \\ \"quoted\"", "line\nbreak", "-f/etc/x",
            "../../up", "'\u{301}combining",
        ])
        func strangeDatabaseNamesAreData(name: String) async throws {
            try await cluster().makeDatabase(name, "CREATE TABLE witness AS SELECT 7 AS x")
            let directory = try TemporaryDirectory()
            let request = BackupRequest.postgres(try source(name), into: directory.path)
            let backup = try await BackupRunner().run(request).backup
            #expect(backup.manifest.database == name)
            #expect(backup.manifest.verification.counts["tables"] == 1)
        }

        @Test func verifyReadsTheArchiveThrough() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("verified", Self.schema)
            let directory = try TemporaryDirectory()
            let backup = try await BackupRunner().run(.postgres(try source("verified"), into: directory.path)).backup
            let store = BackupStore(destination: directory.path, toolDirectory: cluster.toolDirectory)
            #expect(try await store.verify(backup.id) == backup.manifest.verification)
        }

        @Test(arguments: [20, 800, 100_000])
        func verifyFindsOneFlippedBit(offset: Int) async throws {
            let cluster = try cluster()
            try await cluster.query("DROP DATABASE IF EXISTS flipped")
            try await cluster.makeDatabase("flipped", PostgresTests.largeTable)
            let directory = try TemporaryDirectory()
            let backup = try await BackupRunner().run(.postgres(try source("flipped"), into: directory.path)).backup
            let file = try FileHandle(forUpdating: URL(filePath: backup.directory + "/database.pgdump"))
            try file.seek(toOffset: UInt64(offset))
            let byte = try #require(try file.read(upToCount: 1)?.first)
            try file.seek(toOffset: UInt64(offset))
            try file.write(contentsOf: Data([byte ^ 1]))
            try file.close()
            let store = BackupStore(destination: directory.path, toolDirectory: cluster.toolDirectory)
            let error = await #expect(throws: BackupError.self) { try await store.verify(backup.id) }
            #expect(error?.code == .verifyFailed && error?.message.contains("SHA-256") == true)
        }
    }
}
