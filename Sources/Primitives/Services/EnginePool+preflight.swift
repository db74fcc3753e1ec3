import DockerEngine
import LuaValues
import Recipes
import Synchronization

/// Which host a call goes to, as far as its source shows.
enum HostRequirement: Hashable, Sendable {
    /// The engine that answers here.
    case local
    /// A host by name.
    case host(String)
    /// Only the run shows.
    case unknown

    /// - Parameter handle: the option that can bring a host of its own.
    init(_ call: CallOutline, handle: String? = nil) {
        let given = call.literals["host"]
        if let name = given?.string {
            self = .host(name)
        } else if call.isKnown("host"), handle.map({ call.isKnown($0) && call.literals[$0]?.string != nil }) ?? true {
            self = .local
        } else {
            self = .unknown
        }
    }
}

extension EnginePool {
    /// How long an engine that may not be needed is waited for.
    static let timeout = Duration.seconds(3)

    /// Looks whether the engines that a run goes to answer.
    ///
    /// Those that the sources name have to. Where only the run will show, whoever does not answer is named, and the run
    /// begins: it may go elsewhere.
    /// - Returns: what is wrong with those that may not be needed.
    /// - Throws: `StepError` naming the host.
    func preflight(_ requirements: [HostRequirement], in run: RunContext) async throws -> [String] {
        let environment = run.environment
        let names: [String?] = requirements.compactMap {
            switch $0 {
            case .local: .some(nil)
            case .host(let name): name
            case .unknown: nil
            }
        }
        let wanted = Set(names)
        let failures = await ask(wanted, in: run, within: nil)
        for name in wanted.sorted(by: { ($0 ?? "") < ($1 ?? "") }) { if let failure = failures[name] { throw failure } }
        guard requirements.contains(.unknown) else { return [] }
        let hosts = Set(
            environment.hosts.values.filter { (try? endpoint(of: $0)) != .some(nil) }.map { String?.some($0.name) })
        let others = (environment.hosts.isEmpty ? [nil] : hosts).subtracting(wanted)
        let silent = await ask(others, in: run, within: Self.timeout)
        if !others.isEmpty, silent.count == others.count, wanted.isEmpty,
            let failure = silent.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }).first?.value
        {
            throw failure
        }
        return silent.values.map(\.message).sorted()
    }

    /// Asks engines for their version, all at once and each once.
    /// - Parameter limit: how long each may take.
    /// - Returns: what is wrong, by host.
    private func ask(
        _ names: Set<String?>, in run: RunContext, within limit: Duration?
    ) async -> [String?: StepError] {
        await withTaskGroup(of: (String?, StepError?).self) { group in
            for name in names {
                group.addTask {
                    do {
                        let target = try self.target(name, in: run.environment)
                        try await onHost(target) {
                            try await self.answer(of: target.engine, within: limit, by: run.services.clock)
                        }
                        return (name, nil)
                    } catch {
                        return (name, error as? StepError ?? StepError(code: "failed", "\(error)"))
                    }
                }
            }
            return await group.reduce(into: [:]) { failures, found in
                if let failure = found.1 { failures[found.0] = failure }
            }
        }
    }

    private func answer(
        of engine: DockerEngine, within limit: Duration?, by clock: any StepClock
    ) async throws {
        let address = engine.endpoint.description
        if let known = answers.withLock({ $0[address] }) {
            if let known { throw known }
            return
        }
        do {
            try await version(of: engine, within: limit, by: clock)
            answers.withLock { $0[address] = .some(nil) }
        } catch let error as DockerError {
            answers.withLock { $0[address] = error }
            throw error
        }
    }

    private func version(
        of engine: DockerEngine, within limit: Duration?, by clock: any StepClock
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await engine.version() }
            if let limit {
                group.addTask {
                    try await clock.sleep(for: limit)
                    throw DockerError(
                        .timedOut, operation: "request the engine's version",
                        message: "no answer within \(limit.text)", endpoint: engine.endpoint.description)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
