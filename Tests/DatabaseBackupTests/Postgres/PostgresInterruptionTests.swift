import DatabaseBackup
import DatabaseTestSupport
import Foundation
import Testing

extension PostgresTests {
    /// Dumps that are ended from outside.
    @Suite struct Interruptions {
        @Test func serverEndsTheSession() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("terminated", largeTable)
            let directory = try TemporaryDirectory()
            let gate = ProgressGate(after: 500_000)
            let request = BackupRequest.postgres(try source("terminated"), into: directory.path)
            let backup = Task { try await BackupRunner().run(request, observer: gate.observer()) }
            await gate.reached()
            let ended = try await cluster.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = 'terminated' AND backend_type = 'client backend'
                """
            )
            gate.open()

            let error = await #expect(throws: BackupError.self) { try await backup.value }

            #expect(ended == ["t"])
            #expect(error?.code == .dumpFailed && error?.exitStatus == 1)
            #expect(try contents(of: directory.path) == [])
        }

        @Test func callerCancels() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("cancelled", largeTable)
            let directory = try TemporaryDirectory()
            let earlier = try await BackupRunner().run(.postgres(try source("cancelled"), into: directory.path)).backup
            let gate = ProgressGate(after: 500_000)
            let request = BackupRequest.postgres(try source("cancelled"), into: directory.path)
            let backup = Task { try await BackupRunner().run(request, observer: gate.observer()) }
            await gate.reached()
            #expect(!ProcessTable.commandLines(containing: "dbname='cancelled'").isEmpty)
            backup.cancel()
            gate.open()

            let error = await #expect(throws: BackupError.self) { try await backup.value }

            #expect(error?.code == .cancelled, "\(String(describing: error))")
            #expect(try contents(of: directory.path) == [earlier.id], "the earlier backup alone has to be there")
            #expect(ProcessTable.commandLines(containing: "dbname='cancelled'").isEmpty, "pg_dump is still running")
        }

        @Test func serverFreezes() async throws {
            let cluster = try cluster()
            try await cluster.makeDatabase("frozen", largeTable)
            let directory = try TemporaryDirectory()
            let gate = ProgressGate(after: 500_000)
            var request = BackupRequest.postgres(try source("frozen"), into: directory.path)
            // Long enough for a busy machine to begin.
            request.limits.stall = .seconds(10)
            let limited = request
            let backup = Task { try await BackupRunner().run(limited, observer: gate.observer()) }
            await gate.reached()
            let session = try await cluster.query("SELECT pid FROM pg_stat_activity WHERE datname = 'frozen'")
            let identifier = try #require(pid_t(session[0]))
            kill(identifier, SIGSTOP)
            gate.open()

            let error = await #expect(throws: BackupError.self) { try await backup.value }

            kill(identifier, SIGCONT)
            #expect(error?.code == .stalled)
            #expect(try contents(of: directory.path) == [])
            #expect(ProcessTable.commandLines(containing: "dbname='frozen'").isEmpty, "pg_dump is still running")
        }

        @Test func totalLimitPasses() async throws {
            let tools = try FakeTools(
                real: try cluster().toolDirectory, scripts: FakeTools.dump("printf PGDMP; exec sleep 600"))
            try await cluster().makeDatabase("slow")
            let directory = try TemporaryDirectory()
            var request = BackupRequest.postgres(
                try source("slow", toolDirectory: tools.path), into: directory.path)
            request.limits.total = .seconds(1)
            let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }
            #expect(error?.code == .timeout)
            #expect(try contents(of: directory.path) == [])
        }

        @Test(.enabled(if: SmallFileSystem.isAvailable))
        func diskFillsUp() async throws {
            try await cluster().makeDatabase("too_large", largeTable)
            try await cluster().makeDatabase("small_enough", "CREATE TABLE t AS SELECT 1 AS x")
            let disk = try SmallFileSystem(megabytes: 6)
            let earlier = try await BackupRunner().run(.postgres(try source("small_enough"), into: disk.path)).backup
            let request = BackupRequest.postgres(try source("too_large"), into: disk.path)

            let error = await #expect(throws: BackupError.self) { try await BackupRunner().run(request) }

            #expect(error?.code == .diskFull)
            #expect(try contents(of: disk.path) == [earlier.id])
            #expect(try await BackupStore(destination: disk.path).verify(earlier.id) == earlier.manifest.verification)
        }
    }
}
