import Foundation
import Journal
import LuaValues
import SQLiteJournal
import Synchronization
import Testing
import WorkerProtocol

@testable import Recipes

/// A project with one recipe, a journal of its own, the real worker and fake primitives.
final class RunFixture: Sendable {
    static let recipe = "recipes/test.lua"
    static var workerExecutable: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("moondock-worker").path
    }

    let project: Project
    let store: any RunStore
    let world = FakeWorld()
    private let recorder = EventRecorder()

    init(_ recipe: String, files: [String: String] = [:]) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("recipes-\(UUID().uuidString)")
        project = Project(root: root)
        for (path, text) in files.merging(
            [Self.recipe: recipe, "moondock.lua": ""], uniquingKeysWith: { given, _ in given })
        {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        store = try SQLiteRunStore(directory: project.state)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: project.root)
    }

    func controller(
        limits: LuaLimits = LuaLimits(), approvals: ApprovalPolicy = .park, store: (any RunStore)? = nil,
        worker: String = RunFixture.workerExecutable, project: Project? = nil,
        secrets: SecretStore = RunFixture.secrets, accepted: RunAcceptance = RunAcceptance(),
        registry: PrimitiveRegistry? = nil
    ) -> RunController {
        RunController(
            project: project ?? self.project, store: store ?? self.store,
            registry: registry ?? PrimitiveRegistry(FakePrimitives.all(world)),
            workerExecutable: worker, secrets: secrets,
            identity: Identity(user: "ada", groups: ["dev"]), approvals: approvals, limits: limits,
            accepted: accepted
        ) { [recorder] event in recorder.take(event) }
    }

    /// A store that has the secret `token`, and finds out only when it is opened.
    static var secrets: SecretStore { SecretStore { $0 == "token" ? "s3cr3t-value" : nil } }

    /// Runs the recipe from its beginning.
    func run(
        environment: String? = nil, parameters: [String: String] = [:], limits: LuaLimits = LuaLimits(),
        approvals: ApprovalPolicy = .park, control: RunControl = RunControl()
    ) async -> RunOutcome {
        await controller(limits: limits, approvals: approvals).start(
            recipe: Self.recipe, environment: environment, parameters: parameters, id: .fresh(), control: control)
    }

    /// Takes the last run up again.
    func resume(approvals: ApprovalPolicy = .park, control: RunControl = RunControl()) async throws -> RunOutcome {
        await controller(approvals: approvals).resume(try await store.find("last"), control: control)
    }

    /// Makes a run that was killed when so many of another run's events were on disk.
    func crashed(_ last: RunRecord, after count: Int) async throws -> RunRecord {
        let events = try await store.events(of: last.id).prefix(count).map(\.event)
        let lease = try await store.create(last.definition, id: RunID("\(last.id)-after-\(count)"), owner: "killed")
        try await store.append(events, under: lease)
        try await store.release(lease, status: .running, summary: nil)
        return try await store.find(lease.run.description)
    }

    /// The last run's events, without those that tell of scopes and of the recipe's failure.
    func journal() async throws -> [String] {
        try await store.events(of: try await store.find("last").id).map(\.event)
            .filter { !$0.kind.isForPeople && $0.kind != .recipeFailed && $0.kind != .rolledBack }.map {
                "\($0.kind) \($0.path)"
            }
    }

    /// Waits until something has happened.
    func waitForEvent(_ isFitting: (RunEvent.Kind) -> Bool) async {
        while !events.contains(where: isFitting), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
    }

    var events: [RunEvent.Kind] { recorder.events.map(\.kind) }

    var logged: [String] { events.compactMap { if case .log(_, _, let message) = $0 { message } else { nil } } }

    var outcomes: [String: StepOutcome] {
        events.reduce(into: [:]) { if case .stepEnded(let path, let outcome) = $1 { $0[path] = outcome } }
    }
}

/// Keeps the events of a run.
private final class EventRecorder: Sendable {
    private let recorded = Mutex<[RunEvent]>([])

    func take(_ event: RunEvent) { recorded.withLock { $0.append(event) } }

    var events: [RunEvent] { recorded.withLock { $0 } }
}

extension RunOutcome {
    var value: LuaValue? { if case .done(let value) = self { value } else { nil } }

    /// What went wrong, however much it mattered.
    var diagnostic: Diagnostic? {
        switch self {
        case .failed(let diagnostic), .interrupted(let diagnostic), .invalid(let diagnostic),
            .denied(let diagnostic), .needsAttention(let diagnostic):
            diagnostic
        case .done, .cancelled, .parked: nil
        }
    }
}
