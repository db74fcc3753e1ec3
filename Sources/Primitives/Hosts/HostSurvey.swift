import DockerEngine
import Machines
public import Recipes

/// What a host says when it is asked how it is.
public struct HostStatus: Sendable {
    /// The host.
    public let host: Host
    /// How it is reached: where ssh goes, or the engine's address; `nil` for a host that has neither.
    public internal(set) var place: String?
    /// Why it cannot be reached.
    public internal(set) var problem: StepError?
    /// How long a question and its answer take, in seconds.
    public internal(set) var latency: Double?
    /// By how many seconds its clock is ahead of this machine's.
    public internal(set) var clockSkew: Double?
    /// The free bytes of the disk that its user's home folder is on.
    public internal(set) var diskFree: Int64?
    /// All bytes of that disk.
    public internal(set) var diskSize: Int64?
    /// The engine's version, and the API version that is spoken with it.
    public internal(set) var engine: (version: String, api: String)?
    /// Why the engine does not answer.
    public internal(set) var engineProblem: StepError?

    /// Whether ssh knows its key; `nil` where that did not become clear, or no ssh is used.
    public var isKeyKnown: Bool? {
        guard hasSSH else { return nil }
        switch problem?.code {
        case nil, "ssh.login_denied", "ssh.no_shell": return true
        case "ssh.host_key_unknown", "ssh.host_key_changed": return false
        default: return nil
        }
    }

    /// Whether ssh gets there.
    public internal(set) var hasSSH = false
}

/// Asks all hosts of an environment at once how they are.
public struct HostSurvey: Sendable {
    private let environment: DeploymentEnvironment
    private let services: StepServices

    /// Prepares the questions.
    public init(of environment: DeploymentEnvironment, services: StepServices) {
        self.environment = environment
        self.services = services
    }

    /// Asks them.
    /// - Returns: what they say, in the order of their names.
    public func ask() async -> [HostStatus] {
        await withTaskGroup(of: HostStatus.self) { group in
            for host in environment.hosts.values { group.addTask { await ask(host) } }
            let statuses = await group.reduce(into: [HostStatus]()) { $0.append($1) }
            return statuses.sorted { $0.host.name < $1.host.name }
        }
    }

    private func ask(_ host: Host) async -> HostStatus {
        var status = HostStatus(host: host)
        do {
            try await askMachine(&status)
            try await askEngine(&status)
        } catch {
            status.problem = StepError(of: error)
        }
        return status
    }

    private func askMachine(_ status: inout HostStatus) async throws {
        let host = status.host
        guard let destination = try host.destination else { return }
        status.place = destination.description
        status.hasSSH = true
        let machines = try services.service(MachinePool.self)
        let facts = try await onMachine(host.name) { try await machines.machine(destination).facts() }
        status.latency = facts.latency.seconds
        status.clockSkew = facts.clockSkew
        status.diskFree = facts.diskFree
        status.diskSize = facts.diskSize
    }

    private func askEngine(_ status: inout HostStatus) async throws {
        let host = status.host
        let engines = try services.service(EnginePool.self)
        do {
            guard let endpoint = try engines.endpoint(of: host) else { return }
            status.place = status.place ?? endpoint.description
            let start = services.clock.elapsed
            let version = try await engines.engine(at: endpoint).version()
            status.latency = status.latency ?? (services.clock.elapsed - start).seconds
            status.engine = (version.version, "\(version.negotiatedAPIVersion)")
        } catch let error as DockerError {
            let failure = StepError(error, host: host.name)
            if status.hasSSH { status.engineProblem = failure } else { throw failure }
        }
    }
}
