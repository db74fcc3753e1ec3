import DatabaseBackup
import Foundation
import GRDB
import Testing

/// Sound databases that need something of their application. Who copies them byte by byte has a good copy.
@Suite struct SQLiteUncheckableTests {
    private let folder: TemporaryDirectory
    private let destination: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        destination = try TemporaryDirectory()
    }

    /// Makes a database as an application with a collation and a function of its own would.
    private func make(_ sql: String) async throws -> String {
        let path = folder.path + "/app.sqlite"
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            database.add(collation: DatabaseCollation("LOCALIZED") { $0.compare($1) })
            for name in ["slug", "valid"] {
                database.add(
                    function: DatabaseFunction(name, argumentCount: 1, pure: true) { values in
                        name == "valid" ? true : String.fromDatabaseValue(values[0])?.lowercased()
                    })
            }
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.write { database in
            try database.execute(sql: "CREATE TABLE plain (a); INSERT INTO plain VALUES (1), (2); \(sql)")
        }
        try queue.close()
        return path
    }

    private func backUp(_ path: String, _ recorder: LineRecorder = LineRecorder()) async throws -> BackupRecord {
        try await BackupRunner().run(
            BackupRequest(
                target: BackupTarget(id: "app", source: SQLiteSource(path: path)), destination: destination.path),
            observer: recorder.observer
        ).backup
    }

    @Test(arguments: [
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n TEXT COLLATE LOCALIZED, UNIQUE (n)); INSERT INTO t (n) VALUES ('b'), ('a')",
            "rows_read: t"
        ),
        ("CREATE TABLE t (n TEXT); CREATE INDEX i ON t (slug(n)); INSERT INTO t VALUES ('Ab')", "quick_check: t"),
        (
            "CREATE TABLE t (n TEXT); CREATE INDEX i ON t (n) WHERE valid(n); INSERT INTO t VALUES ('Ab')",
            "quick_check: t"
        ),
        (
            "CREATE TABLE t (n TEXT COLLATE LOCALIZED PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES ('a')",
            "pages_copied: t"
        ),
        ("CREATE TABLE t (n, s AS (slug(n)), UNIQUE (s)); INSERT INTO t VALUES ('Ab')", "quick_check: t"),
    ])
    func whatCannotBeCheckedIsCopied(_ sql: String, _ check: String) async throws {
        let path = try await make(sql)
        let recorder = LineRecorder()
        let backup = try await backUp(path, recorder)
        let checks = try #require(backup.manifest.verification.checks)
        #expect(checks.contains("integrity_check: 1 of 2 tables"), "\(checks)")
        #expect(checks.contains { $0.hasPrefix(check) }, "\(checks)")
        #expect(recorder.lines.contains { $0.contains("the table t is copied") }, "\(recorder.lines)")
        // SQLite counts a copy as a change, in the header of the first page; all else is the same.
        let files = try [backup.directory + "/database.sqlite", path].map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(files[0].dropFirst(100) == files[1].dropFirst(100))
        let store = BackupStore(destination: destination.path)
        #expect(try await store.verify(backup.id).checks == checks)
    }

    @Test func whatCanBeCheckedIsSaidToBe() async throws {
        let backup = try await backUp(try await make("CREATE TABLE t (a REFERENCES plain (a))"))
        let checks = try #require(backup.manifest.verification.checks)
        #expect(checks.first == "integrity_check")
        // The key it refers to is none, which only a check of foreign keys minds.
        #expect(checks.last == "foreign_key_check: 1 of 2 tables")
    }

    /// SQLite leaves CHECKs out where it cannot write anyway.
    @Test(arguments: [
        "CREATE TABLE t (n CHECK (valid(n))); INSERT INTO t VALUES (1)",
        "CREATE TABLE t (a CHECK (a > 0)); PRAGMA ignore_check_constraints = ON; INSERT INTO t VALUES (-1)",
        "CREATE VIEW v AS SELECT slug(a) FROM plain; CREATE TABLE t (n, s AS (slug(n)) STORED); INSERT INTO t VALUES ('A')",
    ])
    func whatIsNoAffairOfTheCheckIsNotInTheWay(_ sql: String) async throws {
        let backup = try await backUp(try await make(sql))
        #expect(backup.manifest.verification.checks == ["integrity_check", "foreign_key_check"])
    }

    @Test(arguments: [
        """
        CREATE TABLE t (a); INSERT INTO t VALUES (NULL); PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = 'CREATE TABLE t (a NOT NULL)' WHERE name = 't'
        """
    ])
    func rowsThatNoConstraintAllowsAreTheApplicationsAffair(_ sql: String) async throws {
        let recorder = LineRecorder()
        let backup = try await backUp(try await make(sql), recorder)
        #expect(backup.manifest.verification.counts["constraint_violations"] == 1)
        #expect(recorder.lines.contains { $0.contains("constraint") }, "\(recorder.lines)")
    }

    @Test func wordsOfANewerSQLiteAreNoDamage() async throws {
        let path = try await make(
            """
            CREATE VIEW v AS SELECT a FROM plain; PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = 'CREATE VIEW v AS SELECT a FROM plain WITH WORDS OF TOMORROW' WHERE name = 'v'
            """)
        let backup = try await backUp(path)
        #expect(backup.manifest.verification.checks?.first == "integrity_check")
        #expect(backup.manifest.verification.counts["views"] == 1)
    }

    /// Damage is found all the same, beside a table that cannot be checked.
    @Test func damageIsFoundBesideWhatCannotBeChecked() async throws {
        let path = try await make(
            """
            CREATE TABLE t (n TEXT COLLATE LOCALIZED UNIQUE);
            CREATE TABLE large AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                SELECT i, hex(randomblob(40)) AS text FROM n;
            CREATE INDEX large_text ON large (text)
            """)
        let url = URL(filePath: path)
        var data = try Data(contentsOf: url)
        let page = data.count / 4096 / 2 * 4096
        data.replaceSubrange(page..<page + 4096, with: Data(repeating: 0xAA, count: 4096))
        try data.write(to: url)
        let error = await #expect(throws: BackupError.self) { try await backUp(path) }
        #expect(error?.code == .verifyFailed, "\(String(describing: error))")
    }
}
