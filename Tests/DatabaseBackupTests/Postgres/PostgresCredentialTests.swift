import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Testing

extension PostgresTests {
    @Suite struct Credentials {
        /// Holds what both the password file and connection strings have to escape.
        private static let canary = "cAnArY:\\'= 7f3b\""

        private func makeUser(_ database: String) async throws -> PostgresSource {
            let literal = Self.canary.replacing("'", with: "''")
            try await cluster().makeDatabase(database, PostgresTests.largeTable)
            try await cluster().query(
                """
                CREATE ROLE "\(database)" LOGIN PASSWORD '\(literal)'; GRANT pg_read_all_data TO "\(database)"
                """)
            var source = try source(database)
            (source.user, source.password) = (database, .value(Self.canary))
            return source
        }

        @Test func passwordIsNowhereToBeSeen() async throws {
            let source = try await makeUser("canary_run")
            let (directory, runtime) = (try TemporaryDirectory(), try TemporaryDirectory())
            let (gate, recorder) = (ProgressGate(after: 500_000), LineRecorder())
            let request = BackupRequest.postgres(source, into: directory.path)
            let runner = BackupRunner(runtimeDirectory: runtime.path)
            let backup = Task {
                try await runner.run(request, observer: gate.observer { recorder.append($0) })
            }
            await gate.reached()
            let lines = ProcessTable.commandLines(containing: "dbname='canary_run'")
            #expect(!lines.isEmpty)
            #expect(lines.allSatisfy { !$0.contains("cAnArY") })
            gate.open()
            let record = try await backup.value.backup

            #expect(try !allText(below: record.directory).contains("cAnArY"))
            #expect(recorder.lines.allSatisfy { !$0.contains("cAnArY") })
            #expect(!"\(request) \(record)".contains("cAnArY"))
            #expect(try contents(of: runtime.path) == [], "the password file outlived the backup")
        }

        @Test func passwordFileGoesWithAFailure() async throws {
            var source = try await makeUser("canary_failure")
            source.password = .value("wrong cAnArY")
            let (directory, runtime) = (try TemporaryDirectory(), try TemporaryDirectory())
            let request = BackupRequest.postgres(source, into: directory.path)
            let error = await #expect(throws: BackupError.self) {
                try await BackupRunner(runtimeDirectory: runtime.path).run(request)
            }
            #expect(error?.code == .auth)
            #expect(error?.description.contains("cAnArY") == false)
            #expect(try contents(of: runtime.path) == [])
        }

        @Test func toolsThatPrintThePasswordAreMasked() async throws {
            let script = "while read line; do echo \"pg_dump: error: ${line#*:*:*:*:}\" >&2; done < $PGPASSFILE; exit 1"
            let tools = try FakeTools(real: try cluster().toolDirectory, scripts: FakeTools.dump(script))
            var source = try source("postgres", toolDirectory: tools.path)
            let plain = try cluster().password
            source.password = .value(plain)
            let directory = try TemporaryDirectory()
            let recorder = LineRecorder()
            let error = await #expect(throws: BackupError.self) {
                try await BackupRunner().run(.postgres(source, into: directory.path), observer: recorder.observer)
            }
            #expect(recorder.lines.first == "pg_dump: error: •••")
            #expect(error?.message.contains(plain) == false)
        }

        @Test func childEnvironmentIsMadeFromScratch() async throws {
            let notes = try TemporaryDirectory()
            let script = "env > \(notes.path)/environment; stat -c %a \"$PGPASSFILE\" > \(notes.path)/mode; exit 3"
            let tools = try FakeTools(real: try cluster().toolDirectory, scripts: FakeTools.dump(script))
            let directory = try TemporaryDirectory()
            await #expect(throws: BackupError.self) {
                try await BackupRunner().run(
                    .postgres(try source("postgres", toolDirectory: tools.path), into: directory.path))
            }
            let names = try String(contentsOfFile: notes.path("environment"), encoding: .utf8)
                .split(separator: "\n").compactMap { $0.split(separator: "=").first }
            #expect(
                Set(names).subtracting(["PWD", "_", "SHLVL", "OLDPWD"]) == [
                    "PATH", "LC_ALL", "TZ", "HOME", "PGPASSFILE",
                ])
            #expect(try String(contentsOfFile: notes.path("mode"), encoding: .utf8) == "600\n")
        }

        @Test func passwordFromAFile() async throws {
            var source = try await makeUser("password_file")
            let directory = try TemporaryDirectory()
            try (Self.canary + "\n").write(toFile: directory.path("secret"), atomically: false, encoding: .utf8)
            source.password = .file(path: directory.path("secret"))
            let outcome = try await BackupRunner().run(.postgres(source, into: try directory.directory("backups")))
            #expect(outcome.backup.manifest.verification.counts["tables"] == 1)
        }
    }
}
