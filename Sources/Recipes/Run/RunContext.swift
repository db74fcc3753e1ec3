public import Journal
import LuaValues

/// What stays the same during a run and every primitive may read.
public struct RunContext: Sendable {
    /// The run.
    public let id: RunID
    /// The project.
    public let project: Project
    /// The recipe's path, relative to the project.
    public let recipe: String
    /// The sources the run is made from: recipe, modules and environment.
    public let bundle: ContentHash
    /// The environment; empty where none was named.
    public let environment: DeploymentEnvironment
    /// The parameters as given on the command line.
    public let parameters: [String: String]
    /// The secrets the run can open.
    public let secrets: SecretStore
    /// Who began the run.
    public let requester: Identity
    /// How questions to people are answered.
    public let approvals: any ApprovalService
    /// Where locks are taken.
    public let locks: any LockService
    /// Whether somebody is there for whom the process would wait.
    public let presence: Presence
    /// What its steps reach the world through.
    public let services: StepServices
    /// The sources, for those steps that keep them; `nil` where there are none.
    public let sources: RunBundle?
    private let staysForWaits: Bool

    /// Whether this process stays while the run waits for a person or a time; else such a wait parks the run.
    public var isForeground: Bool { staysForWaits && !presence.isOver }

    /// Makes a context.
    public init(
        id: RunID, project: Project, recipe: String, bundle: ContentHash, environment: DeploymentEnvironment,
        parameters: [String: String], secrets: SecretStore, requester: Identity, approvals: any ApprovalService,
        locks: any LockService, isForeground: Bool, presence: Presence = Presence(),
        services: StepServices = StepServices(), sources: RunBundle? = nil
    ) {
        self.id = id
        self.project = project
        self.recipe = recipe
        self.bundle = bundle
        self.environment = environment
        self.parameters = parameters
        self.secrets = secrets
        self.requester = requester
        self.approvals = approvals
        self.locks = locks
        staysForWaits = isForeground
        self.presence = presence
        self.services = services
        self.sources = sources
    }
}

/// Where locks are taken and released.
public protocol LockService: Sendable {
    /// Takes a lock, and waits while somebody else has it.
    /// - Parameter limit: how long to wait at most; `nil` for as long as it takes.
    /// - Throws: `StepError` with code `lock.held` when it did not get it in time.
    func take(_ request: LockRequest, waiting limit: Duration?, in step: StepContext) async throws
    /// Gives a lock back that a scope has held.
    func release(_ name: String, scope: String) async throws
}

/// Where requests for approval go and answers come from.
public protocol ApprovalService: Sendable {
    /// Waits until the request is answered, by whomever, or expires.
    /// - Throws: `StepParked` when this process does not wait for people.
    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord
    /// Takes a step's request back, if it has made one that nobody has answered.
    func withdraw(_ path: String, of run: RunID) async
}
