import Foundation
import Journal
import LuaRuntime
import RecipeWorker
import Recipes
import Synchronization

/// A primitive's call outside of a run, in a project of its own.
final class StepFixture: Sendable {
    let root: URL
    let token: String
    private let recorded = RecordedEvents()

    init() throws {
        token = UUID().uuidString
        root = FileManager.default.temporaryDirectory.appendingPathComponent("primitives-\(token)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// The step's token.
    var step: String { "\(token)/1" }

    /// What the step wrote to the log.
    var output: [String] {
        recorded.all.compactMap { if case .stepOutput(_, let line) = $0 { line } else { nil } }
    }

    /// Calls a primitive with the options of a table.
    func call(_ primitive: some Primitive, _ options: [String: LuaValue]) async throws -> LuaValue {
        try await primitive.perform(try Self.options(of: primitive, options), in: context())
    }

    static func options(of primitive: some Primitive, _ fields: [String: LuaValue]) throws -> OptionValues {
        try OptionValues(
            LuaTable(fields: fields), options: primitive.declaration.options,
            positional: primitive.declaration.positional, place: nil)
    }

    func context() -> StepContext {
        let run = RunContext(
            id: RunID(token), project: Project(root: root), recipe: "test.lua", bundle: ContentHash(of: []),
            environment: .none, parameters: [:], secrets: SecretStore { $0 == "token" ? "s3cr3t-value" : nil },
            requester: Identity(user: "ada", groups: []), approvals: NoDesk(), locks: NoDesk(), isForeground: true)
        return StepContext(
            run: run, path: "1", position: SourcePosition(chunk: "test.lua", line: 1), startedAt: .now
        ) { [recorded] kind in recorded.add(kind) }
    }
}

/// What a step said, in order.
private final class RecordedEvents: Sendable {
    private let events = Mutex<[RunEvent.Kind]>([])

    var all: [RunEvent.Kind] { events.withLock { $0 } }

    func add(_ kind: RunEvent.Kind) { events.withLock { $0.append(kind) } }
}

/// Nobody is asked and nothing locked.
private struct NoDesk: ApprovalDesk, LockDesk {
    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        throw StepError(code: "none", "nobody is asked here")
    }

    func withdraw(_ path: String, of run: RunID) async {}

    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws {}

    func giveBack(_ name: String, scope: String) async throws {}
}

extension LuaValue {
    /// A handle of the secret that a fixture can open.
    static let secret = LuaValue.handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "token"])))
}
