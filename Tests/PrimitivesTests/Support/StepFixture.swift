import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Synchronization
import WorkerProtocol

@testable import Primitives
@testable import Recipes

/// A primitive's call outside of a run, in a project of its own.
final class StepFixture: Sendable {
    let root: URL
    let token: String
    private let recorded = RecordedEvents()
    private let services: StepServices

    /// The project's name.
    var project: String { Project(root: root).name }

    /// - Parameters:
    ///   - clock: the time that its steps wait by.
    ///   - engine: URL of the engine that calls without a host go to; nobody listens at the usual one.
    ///   - others: what stands in for a service of the same type.
    init(
        clock: any StepClock = MachineClock(), engine: String = "tcp://127.0.0.1:1",
        others: [any StepService] = []
    ) throws {
        services = StandardPrimitives.services(engine: engine, clock: clock, others: others)
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
            positional: primitive.declaration.positional, path: nil)
    }

    /// Calls a primitive as the door has it done: for a library, or for the project's own code under its policy.
    /// - Parameters:
    ///   - needs: what the library requests; it is granted the same unless `grants` says otherwise. `nil` for a call of
    ///     the project's own code.
    func ask(
        _ primitive: some Primitive, _ options: [String: LuaValue], needs: [String]? = nil, grants: [String]? = nil,
        policy: Policy = Policy()
    ) async throws -> LuaValue {
        let id = "acme/evil@1.0.0"
        let project = Project(root: root)
        var authority = Authority(policy: policy, project: project, protected: ProtectedPaths(of: project))
        if let needs {
            let asked = try needs.map { (try Grant($0), "to try") }
            authority.libraries[id] = PinnedLibrary(
                id: id, source: .path("libraries/evil"), tree: TreeHash(of: [:]), exports: [],
                needs: Dictionary(uniqueKeysWithValues: asked), grants: try (grants ?? needs).map { try Grant($0) },
                aliases: [:], files: [:])
        }
        let values = try Self.options(of: primitive, options)
        let library = needs == nil ? nil : id
        let request = CallRequest(
            branch: 0, path: "1", primitive: primitive.declaration.name, options: .table(LuaTable(fields: options)),
            position: SourcePosition(chunk: "test.lua", line: 1), library: library)
        try authority.check(
            PreparedCall(
                request: request, primitive: primitive, options: values,
                revision: primitive.declaration.revision, known: nil))
        return try await primitive.perform(values, in: context(StepAuthority(authority, library: library)))
    }

    /// The code of the error that a call ends with; `nil` where it is done.
    func code(
        _ primitive: some Primitive, _ options: [String: LuaValue], needs: [String]? = nil, grants: [String]? = nil,
        policy: Policy = Policy()
    ) async throws -> String? {
        do {
            _ = try await ask(primitive, options, needs: needs, grants: grants, policy: policy)
            return nil
        } catch let error as StepError {
            return error.code
        } catch is OptionError {
            return "invalid_option"
        }
    }

    /// Writes a file of the project.
    @discardableResult
    func write(_ path: String, _ text: String, isProgram: Bool = false) throws -> URL {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        if isProgram { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
        return file
    }

    func context(_ authority: StepAuthority = .unlimited) -> StepContext {
        let run = RunContext(
            id: RunID(token), project: Project(root: root), recipe: "test.lua", bundle: ContentHash(of: []),
            environment: .none, parameters: [:], secrets: SecretStore { $0 == "token" ? "s3cr3t-value" : nil },
            requester: Identity(user: "ada", groups: []), approvals: NoService(), locks: NoService(),
            isForeground: true,
            services: services)
        return StepContext(
            run: run, path: "1", position: SourcePosition(chunk: "test.lua", line: 1), startedAt: services.clock.now,
            authority: authority
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
private struct NoService: ApprovalService, LockService {
    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        throw StepError(code: "none", "nobody is asked here")
    }

    func withdraw(_ path: String, of run: RunID) async {}

    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws {}

    func release(_ name: String, scope: String) async throws {}
}

extension LuaValue {
    /// A handle of the secret that a fixture can open.
    static let secret = LuaValue.handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "token"])))
}
