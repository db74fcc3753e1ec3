import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Testing

extension PostgresTests {
    /// Tools that lie about how they ended. All but the fake one are real.
    @Suite struct FakeDumps {
        private func failure(
            _ script: String, limits: BackupLimits = BackupLimits(), database: String = "postgres"
        ) async throws -> BackupError {
            let tools = try FakeTools(real: try cluster().toolDirectory, scripts: FakeTools.dump(script))
            let directory = try TemporaryDirectory()
            var request = BackupRequest.postgres(try source(database, toolDirectory: tools.path), into: directory.path)
            request.limits = limits
            let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
            #expect(try contents(of: directory.path) == [], "a failed backup left something behind")
            return try #require(error)
        }

        @Test(arguments: [5, 40, 2_000, 1_000_000])
        func successWithACutArchive(length: Int) async throws {
            try await cluster().query("DROP DATABASE IF EXISTS cut")
            try await cluster().makeDatabase("cut", largeTable)
            let error = try await failure("\"$REAL\" \"$@\" | head -c \(length); exit 0", database: "cut")
            #expect([.truncated, .verifyFailed].contains(error.code), "\(error)")
            #expect(error.stage == .check)
        }

        @Test func failureAfterACompleteArchive() async throws {
            let error = try await failure("\"$REAL\" \"$@\"; echo 'pg_dump: error: too late' >&2; exit 1")
            #expect(error.code == .dumpFailed && error.exitStatus == 1)
            #expect(error.message.contains("too late"))
        }

        @Test func successWithoutAByte() async throws {
            #expect(try await failure("exit 0").code == .empty)
        }

        @Test func successWithSomethingElse() async throws {
            #expect(try await failure("echo '-- a plain dump'").code == .verifyFailed)
        }

        @Test func endedByASignal() async throws {
            let error = try await failure("printf PGDMP; kill -9 $$")
            #expect(error.code == .dumpFailed && error.exitStatus == 137)
        }

        @Test func silence() async throws {
            let error = try await failure(
                "printf PGDMP; exec sleep 600", limits: BackupLimits(stall: .seconds(5)))
            #expect(error.code == .stalled && error.bytes == 5)
        }

        @Test func grandchildrenEndWithTheDump() async throws {
            let notes = try TemporaryDirectory()
            let script = """
                sh -c 'trap "" TERM; echo $$ > \(notes.path)/pid; exec sleep 600' &
                while ! [ -s \(notes.path)/pid ]; do sleep 0.02; done
                printf PGDMP; wait
                """
            _ = try await failure(script, limits: BackupLimits(stall: .seconds(10)))
            let text = try String(contentsOfFile: notes.path("pid"), encoding: .utf8)
            let identifier = try #require(Int(text.filter(\.isNumber)))
            // A killed process is gone when the kernel next runs it, which on a busy machine takes a moment.
            while ProcessTable.isRunning(identifier) { try await Task.sleep(for: .milliseconds(10)) }
        }

        @Test func endlessErrorOutputIsCapped() async throws {
            let recorder = LineRecorder()
            let script = "yes 'pg_dump: error: \u{1B}[31mrow\u{1B}[0m' | head -c 2000000 >&2; exit 1"
            let tools = try FakeTools(real: try cluster().toolDirectory, scripts: FakeTools.dump(script))
            let directory = try TemporaryDirectory()
            let request = BackupRequest.postgres(
                try source("postgres", toolDirectory: tools.path), into: directory.path)
            await #expect(throws: BackupError.self) {
                try await BackupRunner().run(request, observer: recorder.observer)
            }
            #expect(recorder.lines.reduce(0) { $0 + $1.utf8.count } <= 64 * 1024)
            #expect(recorder.lines.first == "pg_dump: error: row")
        }
    }
}
