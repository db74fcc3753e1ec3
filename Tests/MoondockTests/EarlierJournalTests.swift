import DockerEngineTestSupport
import Foundation
import Journal
import LuaValues
import Primitives
import SQLiteJournal
import Synchronization
import Testing

@testable import Recipes

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

    /// The question's option has another name since: the run is approved and finished all the same.
    @Test func aRunThatItParkedIsFinishedWhereAnOptionHasAnotherName() async throws {
        try await withProject { project in
            let approved = try await moondock(project, "approve", Self.run, "--field", "slot=blue")
            #expect(approved.code == 0, "\(approved)")
            let place = Project(root: URL(fileURLWithPath: project.path))
            let store = try SQLiteRunStore(directory: place.state)
            let said = Said()
            let controller = RunController(
                project: place, store: store, registry: PrimitiveRegistry(StandardPrimitives.all() + [try Question()]),
                workerExecutable: ProductBinary.path + "-worker", secrets: SecretStore { _ in nil },
                identity: Identity(user: "ada", groups: []), approvals: .park,
                services: StandardPrimitives.services()
            ) { said.add($0) }
            let run = try await store.find(Self.run)
            let outcome = await controller.resume(run, control: RunControl())
            #expect(outcome.exitCode == 0, "\(outcome)")
            #expect(said.lines.contains { $0.contains("released to blue, approved by") }, "\(said.lines)")
            try store.close()
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

/// `wait_for_approval` of a later version, whose `message` is called `question`.
private struct Question: Primitive {
    private let former: any Primitive
    let declaration: PrimitiveDeclaration

    init() throws {
        let primitive = StandardPrimitives.all().first { $0.declaration.name == "wait_for_approval" }
        self.former = try #require(primitive)
        let former = self.former.declaration
        let options = former.options.map { option in
            AnyOption(
                key: option.key == "message" ? "question" : option.key, typeName: option.typeName,
                annotation: option.annotation, isRequired: option.isRequired, fallbackText: option.fallbackText,
                help: option.help, fields: option.fields, names: option.names, parse: option.parse)
        }
        declaration = PrimitiveDeclaration(
            former.name, summary: former.summary, options: options, positional: "question",
            inDoubt: former.inDoubt, effect: former.effect, grant: former.grant,
            changes: [.renamed("message", to: "question", in: 2)])
    }

    func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        var table = options.given
        table["message"] = table.fields.removeValue(forKey: "question") ?? .nil
        let given = try OptionValues(table, options: former.declaration.options, positional: nil, path: nil)
        return try await former.perform(given, in: step)
    }
}

/// What a run has logged.
private final class Said: Sendable {
    private let kept = Mutex<[String]>([])

    func add(_ event: RunEvent) {
        if case .log(_, _, let message) = event.kind { kept.withLock { $0.append(message) } }
    }

    var lines: [String] { kept.withLock { $0 } }
}
