import Foundation
import Journal
import LuaValues
import RecipeLibraries
import Synchronization
import WorkerProtocol

@testable import Primitives
@testable import Recipes

/// The world that calls are made in: files, two web servers, the ports of new containers, and an engine. All of them say
/// what was done to them.
final class DoorWorld: Sendable {
    static let library = "acme/evil@1.0.0"
    static let secrets = ["A": "alpha-5ecret-value", "B": "beta-5ecret-value"]

    let files: DoorFiles
    /// The ports of the web servers.
    let ports: (home: Int, other: Int)
    private let registry: PrimitiveRegistry
    private let services: StepServices
    private let environment: DeploymentEnvironment
    private let log: DoorLog
    private let number = Mutex(0)

    private init(_ files: DoorFiles, ports: (home: Int, other: Int), engine: String, log: DoorLog) throws {
        self.files = files
        self.ports = ports
        self.log = log
        let url = "unix://\(engine)"
        registry = PrimitiveRegistry(StandardPrimitives.all())
        services = StandardPrimitives.services(engine: url)
        let host: LuaValue = ["engine": .string(url), "address": "127.0.0.1"]
        environment = try DeploymentEnvironment(
            name: "test", data: ["hosts": ["a": host, "b1": host], "color": "[[environment]]"],
            facets: registry.hostFacets)
    }

    /// Runs a test in one.
    static func with(_ body: @escaping @Sendable (DoorWorld) async throws -> Void) async throws {
        let log = DoorLog()
        let files = try DoorFiles()
        let socket = FileManager.default.temporaryDirectory.path + "/door-\(UUID().uuidString.prefix(8))"
        defer { try? files.remove() }
        /// What sends on says so in its path: `/302/ADDRESS`.
        @Sendable func page(_ request: WebServer.Request) -> WebServer.Answer {
            let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
            guard let status = Int(parts.first ?? ""), (300..<600).contains(status) else { return .init(body: "{}") }
            return .init(status: status, headers: ["Location": parts.count > 1 ? parts[1] : ""])
        }
        try await WebServer.with { _, _ in
            .init(body: "ok")
        } _: { (_, published) async throws in
            let engine = DoorEngine(published: published)
            try await WebServer.with(socket: socket) { request, _ in
                log.add(.engine(request))
                return engine.answer(request)
            } _: { (_, _) async throws in
                let ports = Mutex((home: 0, other: 0))
                try await WebServer.with { request, _ in
                    log.add(.web(request, port: ports.withLock { $0.home }))
                    return page(request)
                } _: { (_, home) async throws in
                    try await WebServer.with { request, _ in
                        log.add(.web(request, port: ports.withLock { $0.other }))
                        return page(request)
                    } _: { (_, other) async throws in
                        ports.withLock { $0 = (home, other) }
                        try await body(try DoorWorld(files, ports: (home, other), engine: socket, log: log))
                    }
                }
            }
        }
    }

    /// Makes a call as a run does, and looks what came of it.
    /// - Parameters:
    ///   - opened: what the door is told of the caller's rights, where that is something else than they are.
    ///   - before: the files before it; `nil` where they are not compared.
    ///   - limit: how long it may take before it is cancelled.
    func make(
        _ call: DoorCall, opened: DoorCall.Rights? = nil, since before: [String: String]?,
        within limit: Duration = .milliseconds(100)
    ) async -> DoorOutcome {
        var outcome = DoorOutcome()
        let step = number.withLock { number in
            number += 1
            return number
        }
        do {
            let authority = try authority(opened ?? call.rights)
            let library = call.isLibrary ? Self.library : nil
            let request = CallRequest(
                branch: 0, path: "\(step)", primitive: call.primitive, options: .table(call.options),
                position: SourcePosition(chunk: "test.lua", line: 1), library: library)
            let prepared = try registry.prepare(request)
            _ = registry.title(of: prepared.intent)
            try authority.check(prepared)
            try authority.checkSecrets(of: prepared)
            outcome.isLetThrough = true
            let context = context(step, StepAuthority(authority, library: library))
            let task = Task { try await prepared.primitive.perform(prepared.options, in: context) }
            let clock = Task {
                try await Task.sleep(for: limit)
                task.cancel()
            }
            let result = await task.result
            clock.cancel()
            if case .success = await clock.result { outcome.isGivenUp = true }
            let value = try result.get()
            _ = prepared.primitive.summary(of: value)
            outcome.text = Self.texts(value)
        } catch let error as StepError {
            outcome.code = error.code
            let words = [error.message, error.hint ?? ""] + error.details + error.fields.values.map(Self.texts)
            outcome.text = words.joined(separator: "\n")
        } catch {
            outcome.code = "\(type(of: error))"
            outcome.text = "\(error)"
        }
        // What was given up may still be on its way.
        if outcome.code == "http.timeout" { outcome.isGivenUp = true }
        if outcome.isGivenUp {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let (effects, said) = log.take()
        outcome.effects = effects
        outcome.text += said
        if let before { outcome.changed = files.changes(since: before) }
        return outcome
    }

    /// All texts in a value, as they are.
    private static func texts(_ value: LuaValue) -> String {
        switch value {
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .table(let table): (table.items + table.fields.values).map(texts).joined(separator: "\n")
        case .handle(let handle): texts(.table(handle.fields))
        default: "\(value)"
        }
    }

    private func authority(_ rights: DoorCall.Rights) throws -> Authority {
        let project = Project(root: URL(fileURLWithPath: files.project))
        var authority = Authority(
            policy: rights.policy, project: project, protected: ProtectedPaths(of: project, sources: ["main.lua"]))
        guard let needs = rights.needs else { return authority }
        let asked = try needs.map { (try Grant($0), "to try") }
        authority.libraries[Self.library] = PinnedLibrary(
            id: Self.library, source: .path("libraries/evil"), tree: TreeHash(of: [:]), exports: [],
            needs: Dictionary(asked) { first, _ in first }, grants: try rights.grants.map { try Grant($0) },
            aliases: [:],
            files: [:])
        return authority
    }

    private func context(_ step: Int, _ authority: StepAuthority) -> StepContext {
        let run = RunContext(
            id: RunID("door"), project: Project(root: URL(fileURLWithPath: files.project)), recipe: "main.lua",
            bundle: ContentHash(of: []), environment: environment, parameters: [:],
            secrets: SecretStore { Self.secrets[$0] }, requester: Identity(user: "ada", groups: []),
            approvals: log, locks: log, isForeground: false, services: services)
        return StepContext(
            run: run, path: "\(step)", position: SourcePosition(chunk: "test.lua", line: 1), startedAt: .now,
            library: authority.library, authority: authority
        ) { [log] kind in
            switch kind {
            case .stepOutput(_, let line): log.say(line)
            case .log(_, _, let message), .notice(let message): log.say(message)
            default: log.say("\(kind)")
            }
        }
    }
}

/// What was done, and said, since it was asked last.
private final class DoorLog: ApprovalService, LockService {
    private let state = Mutex<(effects: [DoorEffect], text: String)>(([], ""))

    func add(_ effect: DoorEffect) { state.withLock { $0.effects.append(effect) } }

    func say(_ text: String) { state.withLock { $0.text += "\n" + text } }

    func take() -> ([DoorEffect], String) {
        state.withLock { state in
            defer { state = ([], "") }
            return (state.effects, state.text)
        }
    }

    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        add(.approval(request.message))
        throw StepError(code: "approval.none", "nobody is asked here")
    }

    func withdraw(_ path: String, of run: RunID) async {}

    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws {
        add(.lock(request.name))
    }

    func release(_ name: String, scope: String) async throws { add(.lock(name)) }
}
