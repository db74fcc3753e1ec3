import DockerEngineTestSupport
import Foundation
import Testing

/// A project of an earlier version: `EarlierJournal` has its recipe, its journal as SQL and the trail of its one run, which
/// was parked at a request for approval while it held a lock.
@Suite struct EarlierJournalTests {
    private static let run = "261128-094815-r223"
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("EarlierJournal")

    private func file(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// Runs a test in the project as its version left it.
    private func withProject(_ body: @Sendable (TemporaryDirectory) async throws -> Void) async throws {
        try await TemporaryDirectory.with { project in
            try project.write("moondock.lua", "return {}\n")
            try project.write("release.lua", try file("release.lua"))
            try project.write(".moondock/runs/\(Self.run)/events", try file("events"))
            let (made, _) = try await Program.run(
                "/usr/bin/sqlite3", [".moondock/journal.sqlite", try file("journal.sql")], in: project.path,
                environment: [:]
            ) { _ in }
            #expect(made.code == 0, "\(made)")
            try await body(project)
        }
    }

    private func moondock(_ project: TemporaryDirectory, _ arguments: String...) async throws -> CommandOutcome {
        try await Program.run(
            ProductBinary.path, arguments, in: project.path,
            environment: ["MOONDOCK_STATE": "", "MOONDOCK_PROGRESS": "", "NO_COLOR": ""]
        ) { _ in }.outcome
    }

    @Test func aRunThatItParkedIsApprovedAndFinished() async throws {
        try await withProject { project in
            let shown = try await moondock(project, "show", Self.run)
            #expect(shown.output.contains("Release v1.2.3?"), "\(shown)")
            #expect(shown.output.contains("holds the lock 'shop migrations'"), "\(shown)")
            let approved = try await moondock(project, "approve", Self.run, "--field", "slot=blue")
            #expect(approved.code == 0, "\(approved)")
            let resumed = try await moondock(project, "resume", Self.run, "--json")
            #expect(resumed.code == 0, "\(resumed)")
            #expect(resumed.stepsDone == ["3", "4"], "\(resumed)")
            #expect(resumed.output.contains("released to blue, approved by"), "\(resumed)")
            #expect(try await moondock(project, "runs").output.contains("done"))
            #expect(try await !moondock(project, "locks").output.contains("shop migrations"))
            let after = try await moondock(project, "verify", "--run", Self.run)
            #expect(after.code == 0, "\(after)")
        }
    }

    @Test func aRunThatItParkedIsRejected() async throws {
        try await withProject { project in
            let rejected = try await moondock(project, "reject", Self.run)
            #expect(rejected.code == 0, "\(rejected)")
            let resumed = try await moondock(project, "resume", Self.run, "--json")
            #expect(resumed.code == 1, "\(resumed)")
            #expect(!resumed.output.contains("released to"), "\(resumed)")
        }
    }
}
