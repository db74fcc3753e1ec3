public import Journal
public import LuaValues
import WorkerHost
import WorkerProtocol

/// Starts runs, takes them up again, and reads what recipes say of themselves.
public struct RunController: Sendable {
    /// The project.
    public let project: Project
    let store: any RunStore
    let registry: PrimitiveRegistry
    let workerExecutable: String
    let secrets: SecretStore
    let identity: Identity
    let approvals: ApprovalPolicy
    let limits: LuaLimits
    let lockWait: Duration?
    let allowsLocal: Bool
    let accepted: RunAcceptance
    let services: StepServices
    let sink: @Sendable (RunEvent) -> Void

    /// Makes a controller.
    /// - Parameters:
    ///   - project: the project.
    ///   - store: where runs are kept.
    ///   - registry: the primitives.
    ///   - workerExecutable: the path of `moondock-worker`.
    ///   - secrets: opens secrets.
    ///   - identity: who uses this process.
    ///   - approvals: who answers requests for approval here.
    ///   - limits: what a recipe may use.
    ///   - lockWait: how long a new run waits for the lock of its environment; `nil` for what the environment says.
    ///   - allowsLocal: whether libraries may be replaced by folders of this machine.
    ///   - accepted: what is accepted of a run that exists.
    ///   - services: what steps reach the world through.
    ///   - sink: takes the run's events, in order and masked.
    public init(
        project: Project, store: any RunStore, registry: PrimitiveRegistry, workerExecutable: String,
        secrets: SecretStore, identity: Identity, approvals: ApprovalPolicy, limits: LuaLimits = LuaLimits(),
        lockWait: Duration? = nil, allowsLocal: Bool = false, accepted: RunAcceptance = RunAcceptance(),
        services: StepServices = StepServices(), sink: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.project = project
        self.store = store
        self.registry = registry
        self.workerExecutable = workerExecutable
        self.secrets = secrets
        self.identity = identity
        self.approvals = approvals
        self.limits = limits
        self.lockWait = lockWait
        self.allowsLocal = allowsLocal
        self.accepted = accepted
        self.services = services
        self.sink = { event in sink(secrets.masker.mask(event)) }
    }

    /// Runs a recipe from its beginning.
    /// - Parameters:
    ///   - recipe: the recipe's path, relative to the project.
    ///   - environment: the environment's name.
    ///   - parameters: the recipe's parameters as text.
    ///   - changed: the limits that are to be others for this run.
    ///   - reason: why it does not wait for a window of its environment; `nil` where it does.
    ///   - id: the new run's name.
    ///   - control: takes requests to cancel.
    public func start(
        recipe: String, environment: String?, parameters: [String: String], limits changed: RunLimits = RunLimits(),
        overridingFreeze reason: String? = nil, id: RunID, control: RunControl
    ) async -> RunOutcome {
        await ended(nil) {
            var bundle = try RunBundle(
                reading: recipe, environment: environment, of: project, limits: changed, allowsLocal: allowsLocal
            ).made(for: registry)
            try ParameterCheck(bundle: bundle).check(parameters.keys)
            bundle.freezeOverride = reason
            return try await begin(bundle, as: recipe, parameters, id, control)
        }
    }

    /// Executes a run to its end and gives it up.
    func execute(
        _ run: PreparedRun, _ session: WorkerSession, _ control: RunControl
    ) async throws -> RunOutcome {
        var outcome: RunOutcome
        do {
            outcome = try await interpret(run, session, control)
        } catch let diagnostic as Diagnostic {
            outcome = diagnostic.isDenial ? .denied(diagnostic) : .invalid(diagnostic)
            if run.isTakenUp { throw NotTakenUp(outcome: outcome) }
        }
        if run.isTakenUp, case .invalid = outcome { throw NotTakenUp(outcome: outcome) }
        outcome = secrets.masker.mask(outcome)
        if await !run.journal.isRecorded, let end = outcome.unrecorded { return end }
        do {
            outcome = await promising(outcome, run)
            // In a task of its own: the run is given up in order even when this one was cancelled.
            let (status, summary, waits) = (outcome.status, outcome.summary, outcome.waits)
            try await Task { try await run.journal.release(status: status, summary: summary, waits: waits) }.value
        } catch let error as JournalError {
            outcome = RunOutcome(
                .journalFailed(error), of: run.id, hasStarted: true, excerpts: SourceExcerpts(run.bundle))
        }
        return outcome
    }

    /// The outcome with what a resume would do, so that nobody is asked to try what does nothing.
    private func promising(_ outcome: RunOutcome, _ run: PreparedRun) async -> RunOutcome {
        guard case .failed(var diagnostic) = outcome, let history = try? await store.events(of: run.id) else {
            return outcome
        }
        let replay = ReplayLog(history)
        guard let failure = replay.failure else { return outcome }
        diagnostic.resumption = RetryPlan(of: replay, failure: failure, registry: registry).promise
        return .failed(diagnostic)
    }

    private func interpret(
        _ run: PreparedRun, _ session: WorkerSession, _ control: RunControl
    ) async throws -> RunOutcome {
        let excerpts = SourceExcerpts(run.bundle)
        // What was accepted once is not checked by later declarations: an upgrade strands no run that waits.
        let isAccepted = run.isTakenUp && run.edit == nil && !run.replay.isEmpty
        let used = isAccepted ? RecipeCheck.Result() : try await checked(run.bundle)
        let environment = try await environment(of: run, session, excerpts)
        // Whoever takes a run up may not need any more what it has used.
        if run.replay.isEmpty { try rejectMissingNames(used, run, environment) }
        let calendar = try calendar(of: environment, run.bundle, excerpts)
        let parameters = LuaValue.parameters(decoding: run.definition.parameters)
        if run.replay.isEmpty {
            try rejectClosed(calendar, run.bundle)
            try rejectWrongVariables(run.bundle, environment, parameters)
        }
        let desk = ApprovalWaiter(store: store, journal: run.journal, policy: approvals, identity: identity)
        let context = RunContext(
            id: run.id, project: project.called(run.bundle.release?.deployment?.project), recipe: run.bundle.recipe,
            bundle: run.edit?.bundle ?? run.definition.bundle, environment: environment, parameters: parameters,
            secrets: secrets, requester: Identity(user: run.definition.requester, groups: []), approvals: desk,
            locks: LockWaiter(journal: run.journal), isForeground: approvals.isForeground, presence: control.presence,
            services: services, sources: run.bundle)
        followSecrets(of: run)
        await run.journal.require(deploymentLock(of: context.project, in: environment))
        sink(RunEvent(.runStarted(run.event(parameters))))
        for notice in run.notices { sink(RunEvent(.notice(notice))) }
        // Whoever takes a run up or ends it may need other hosts than those that are gone.
        if run.replay.isEmpty { try await preflight(used, context) }
        let interpreter = Interpreter(
            context: context, bundle: run.bundle, registry: registry, journal: run.journal,
            session: session, replay: run.replay, edit: run.edit, sink: sink)
        let watch = await control.attach(interpreter, run: run.id, store: store, journal: run.journal)
        defer { watch.cancel() }
        let outcome = await interpreter.run(try start(of: run, waitsForWindow: calendar != nil))
        return RunOutcome(outcome, of: run.id, hasStarted: await interpreter.hasStarted, excerpts: excerpts)
            .reporting(await interpreter.rollbacks, leaving: await interpreter.leftovers, of: run.id)
    }

    /// Rejects sources with problems; gives the primitives they use.
    private func checked(_ bundle: RunBundle) async throws -> RecipeCheck.Result {
        let revisions = bundle.runtime?.revisions ?? [:]
        let result = await RecipeCheck(
            bundle: bundle, registry: registry, project: project, revisions: revisions
        ).run().for(bundle.release)
        // What is wrong comes before what is not allowed.
        let problems = result.problems.filter { !$0.isDenial } + result.problems.filter(\.isDenial)
        guard var first = problems.first else {
            if let missing = Diagnostic(missingGrantsOf: bundle.libraries, undeclared: result.undeclared) {
                throw missing
            }
            return result
        }
        first.others = Array(problems.dropFirst())
        throw first
    }

    /// Rejects a run whose sources name hosts that are not there, or secrets without a value.
    private func rejectMissingNames(
        _ found: RecipeCheck.Result, _ run: PreparedRun, _ environment: DeploymentEnvironment
    ) throws {
        let faults = found.namedUses(from: run.bundle.recipe).compactMap { $0.fault(in: environment, secrets) }
        guard var first = faults.first else { return }
        first.others = Array(faults.dropFirst())
        throw first
    }

    private func preflight(_ found: RecipeCheck.Result, _ context: RunContext) async throws {
        let found = context.sources?.release?.deployment == nil ? found : found.withoutBuilding(registry)
        var warnings: [String] = found.warnings.map { warning in
            warning.excerpt.map { "\($0.position): \(warning.message)" } ?? warning.message
        }
        for (name, used) in found.primitives.sorted(by: { $0.key < $1.key }) {
            do {
                warnings += try await registry[name]?.preflight(used.calls, in: context) ?? []
            } catch let error as StepError {
                throw Diagnostic(
                    code: error.code, message: "\(name): \(error.message)", excerpt: used.place, hint: error.hint)
            }
        }
        var said: Set<String> = []
        for warning in warnings where said.insert(warning).inserted {
            sink(RunEvent(.log(path: "", level: .warning, message: warning)))
        }
    }

    private func environment(
        of run: PreparedRun, _ session: WorkerSession, _ excerpts: SourceExcerpts
    ) async throws -> DeploymentEnvironment {
        guard let name = run.bundle.environment else { return .none }
        let path = RunBundle.path(ofEnvironment: name)
        let source = run.bundle.code(of: path) ?? SourceText(chunk: path, text: [])
        do {
            let data = try await session.evaluate(source, limits: run.limits)
            return try DeploymentEnvironment(name: name, data: data, facets: registry.hostFacets)
        } catch let failure as RecipeFailure {
            throw Diagnostic(failure, in: excerpts)
        } catch let error as OptionError {
            throw Diagnostic(environment: path, error, in: excerpts)
        }
    }

    private func start(of run: PreparedRun, waitsForWindow: Bool) throws -> RecipeStart {
        guard let recipe = run.bundle.code(of: run.bundle.recipe) else {
            throw Diagnostic(code: "damaged", message: "the run's bundle lacks its recipe \(run.bundle.recipe)")
        }
        // Its first call of what is gone since is named, too.
        let former = run.replay.primitives.union((run.bundle.runtime?.revisions ?? [:]).keys)
        return RecipeStart(
            recipe: recipe,
            prelude: (run.bundle.runtime ?? .unpinned(registry)).prelude + Prelude.gate(isThere: waitsForWindow),
            primitives: registry.styles(with: former),
            libraries: run.bundle.libraries.starts(registry, recipe: run.bundle.recipe),
            modules: run.bundle.libraries.modules, limits: run.limits, seed: run.definition.seed,
            time: run.startedAt.milliseconds)
    }

    /// Reports the end of a run, however it came about.
    /// - Parameter run: the run; `nil` for one that the journal may not have.
    func ended(_ run: RunID?, _ body: () async throws -> RunOutcome) async -> RunOutcome {
        let outcome: RunOutcome
        do {
            outcome = try await body()
        } catch let diagnostic as Diagnostic {
            outcome = diagnostic.isDenial ? .denied(diagnostic) : .invalid(diagnostic)
        } catch let error as JournalError {
            outcome = Self.outcome(of: run, error)
        } catch {
            outcome = .failed(Diagnostic(code: "internal", message: "\(error)"))
        }
        sink(RunEvent(.runEnded(outcome)))
        return outcome
    }

    private static func outcome(of run: RunID?, _ error: JournalError) -> RunOutcome {
        let diagnostic = Diagnostic(error, of: run)
        switch error {
        case .runIsHeld, .lockIsHeld, .turnIsHeld, .unsafe, .laterVersion: return .denied(diagnostic)
        case .runHasEnded: return .invalid(diagnostic)
        case .damaged, .damagedBlob, .missingBlob: return .needsAttention(diagnostic)
        default: return .failed(diagnostic)
        }
    }
}

/// A run that is ready to be executed.
struct PreparedRun: Sendable {
    let id: RunID
    let bundle: RunBundle
    let definition: RunDefinition
    let limits: LuaLimits
    let journal: RunJournal
    let replay: ReplayLog
    let startedAt: Timestamp
    /// The edited sources that take the place of those on record.
    var edit: RunEdit?
    /// Whether it was there before, so that it stays as it was where this process cannot execute it.
    var isTakenUp = false
    /// What a person who watches sees before anything is done.
    var notices: [String] = []

    func event(_ parameters: [String: String]) -> RunStart {
        RunStart(
            run: id, recipe: bundle.recipe, summary: nil, environment: bundle.environment,
            parameters: parameters.mapValues { .string($0) },
            replayedSteps: replay.finishedSteps)
    }
}
