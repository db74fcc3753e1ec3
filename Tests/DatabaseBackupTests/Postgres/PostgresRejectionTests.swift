import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Testing

extension PostgresTests {
    /// Requests the server or the tools reject before anything is copied.
    @Suite struct Refusals {
        /// Runs a backup that has to fail, and makes sure that it leaves nothing.
        private func failure(of source: PostgresSource, limits: BackupLimits = BackupLimits()) async throws
            -> BackupError
        {
            let directory = try TemporaryDirectory()
            var request = BackupRequest.postgres(source, into: directory.path)
            request.limits = limits
            let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
            #expect(try contents(of: directory.path) == [], "a failed backup left something behind")
            return try #require(error)
        }

        @Test func wrongPassword() async throws {
            var source = try source("postgres")
            source.password = .value("not it")
            #expect(try await failure(of: source).code == .auth)
        }

        @Test func noPassword() async throws {
            var source = try source("postgres")
            source.password = .none
            #expect(try await failure(of: source).code == .auth)
        }

        @Test func passwordThatLibpqCannotRead() async throws {
            var source = try source("postgres")
            source.password = .value("two\nlines")
            let error = try await failure(of: source)
            #expect(error.code == .auth)
            #expect(!error.description.contains("two"))
        }

        @Test func unknownUser() async throws {
            var source = try source("postgres")
            source.user = "nobody_here"
            #expect(try await failure(of: source).code == .auth)
        }

        @Test func unknownDatabase() async throws {
            let error = try await failure(of: try source("no_such_database"))
            #expect(error.code == .notFound)
            #expect(error.message.contains("no_such_database"))
        }

        @Test func nobodyListens() async throws {
            var source = try source("postgres")
            source.server = .tcp(host: "127.0.0.1", port: 1)
            #expect(try await failure(of: source).code == .unreachable)
            source.server = .socket(directory: "/nonexistent", port: 5432)
            #expect(try await failure(of: source).code == .unreachable)
        }

        @Test func toolsAreMissing() async throws {
            let empty = try TemporaryDirectory()
            let error = try await failure(of: try source("postgres", toolDirectory: empty.path))
            #expect(error.code == .toolMissing)
            #expect(error.message.contains("psql") && error.message.contains(empty.path))
        }

        @Test func toolsAreOlderThanTheServer() async throws {
            let script = ["pg_dump": "echo 'pg_dump (PostgreSQL) 9.6.24'"]
            let tools = try FakeTools(real: try cluster().toolDirectory, scripts: script)
            let error = try await failure(of: try source("postgres", toolDirectory: tools.path))
            #expect(error.code == .versionMismatch)
        }

        @Test func tableTheUserMayNotRead() async throws {
            try await cluster().makeDatabase(
                "guarded",
                """
                CREATE TABLE open_table (x int); CREATE TABLE secret_table (x int);
                CREATE ROLE reader LOGIN PASSWORD 'r'; GRANT SELECT ON open_table TO reader;
                """)
            var source = try source("guarded")
            (source.user, source.password) = ("reader", .value("r"))
            let error = try await failure(of: source)
            #expect(error.code == .privileges)
            #expect(error.message.contains("public.secret_table") && !error.message.contains("open_table"))
        }

        @Test func tableWhoseRowsAreHidden() async throws {
            try await cluster().makeDatabase(
                "row_security",
                """
                CREATE TABLE tenant_data (x int); ALTER TABLE tenant_data ENABLE ROW LEVEL SECURITY;
                CREATE ROLE tenant LOGIN PASSWORD 't'; GRANT SELECT ON tenant_data TO tenant;
                """)
            var source = try source("row_security")
            (source.user, source.password) = ("tenant", .value("t"))
            let error = try await failure(of: source)
            #expect(error.code == .privileges)
            #expect(error.message.contains("tenant_data"))
        }

        @Test func tableThatSomebodyLocked() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("locked", "CREATE TABLE t (x int)")
            let holder = Task {
                try await cluster.query(
                    "BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)", database: "locked")
            }
            let locked = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 't'::regclass"
            while try await cluster.query(locked, database: "locked") == ["0"] {}
            let error = try await failure(of: try source("locked"), limits: BackupLimits(lock: .milliseconds(200)))
            #expect(error.code == .timeout)
            holder.cancel()
            _ = await holder.result
        }

        @Test func namesTheServerWouldCut() async throws {
            #expect(try await failure(of: try source(String(repeating: "x", count: 64))).code == .invalidRequest)
            #expect(try await failure(of: try source("nul\0byte")).code == .invalidRequest)
            #expect(try await failure(of: try source("")).code == .invalidRequest)
        }
    }
}
