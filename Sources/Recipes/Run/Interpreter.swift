import Journal
import LuaValues
import WorkerHost
import WorkerProtocol

/// What a worker asks of what is pinned into the run.
private enum Question {
    case call(PreparedCall)
    case module(String)
}

/// Executes one run: feeds the machine with what happens and does what it says.
actor Interpreter {
    private let context: RunContext
    private let bundle: RunBundle
    private let registry: PrimitiveRegistry
    private let journal: RunJournal
    private let session: WorkerSession
    private let sink: @Sendable (RunEvent) -> Void
    private let authority: Authority
    private let performer: any StepPerformer
    private var machine: RunMachine
    private var tasks: [String: Task<Void, Never>] = [:]
    /// What steps left to be done once their ends are on record, and what of it is being done.
    private var epilogues: [String: StepEpilogue] = [:]
    private var closing: [Task<Void, Never>] = []
    /// What the worker asked and waits for, in order: branches go on in that order, and a replay has to find the same.
    private var questions: [Question] = []
    /// The commit under way.
    private var committing: Task<Void, Never>?
    private var outcome: MachineOutcome?

    init(
        context: RunContext, bundle: RunBundle, registry: PrimitiveRegistry, journal: RunJournal,
        session: WorkerSession, replay: ReplayLog, edit: RunEdit?, performer: any StepPerformer = LivePerformer(),
        sink: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.context = context
        self.bundle = bundle
        self.registry = registry
        self.journal = journal
        self.session = session
        self.performer = performer
        self.sink = sink
        authority = bundle.authority(in: context.project)
        machine = RunMachine(
            registry: registry, authority: authority, replay: replay, edit: edit,
            revisions: bundle.runtime?.revisions ?? [:])
    }

    private var worker: WorkerConnection { session.connection }

    /// Asks the run to end in order.
    nonisolated func cancel(by person: String) {
        Task { await requestCancel(by: person) }
    }

    /// Asks the run to end in order; asked before it begins, it begins nothing.
    func requestCancel(by person: String) {
        take(.cancelRequested(by: person))
        Task {
            await journal.stopWaiting()
            // A worker that computes hears nothing; it is not waited for.
            for seconds in 1...10 where outcome == nil {
                try? await Task.sleep(for: .seconds(1))
                take(.cancelWaits(seconds: seconds))
            }
        }
    }

    /// Lets the run park: there is nobody any more for whom it would wait.
    nonisolated func park() {
        Task {
            await journal.stopWaiting()
            await take(.parkRequested)
        }
    }

    /// What was rolled back, block by block.
    var rollbacks: [RollbackReport] { machine.rollbacks }

    /// What steps that were cancelled have left in the world.
    var leftovers: [String] { machine.leftovers }

    /// Whether anything was journaled, so that the run can have had effects.
    var hasStarted: Bool { machine.hasStarted }

    /// Starts the recipe and executes it until it ends or waits.
    func run(_ start: RecipeStart) async -> MachineOutcome {
        // Before the message itself: the worker's first answer must not overtake what it is counted against.
        take(.began)
        worker.send([.start(start)])
        for await item in worker.messages {
            switch item {
            case .success(let message): take(.worker(message))
            case .failure(let error): take(.workerLost("it broke the protocol: \(error)"))
            }
            while !questions.isEmpty { worker.send([await answer(questions.removeFirst())]) }
            if outcome != nil { break }
        }
        if outcome == nil, !Task.isCancelled { take(.workerLost(await session.exitReason())) }
        // The recipe's end can still be on its way to disk when the worker is gone.
        while outcome == nil, let commit = committing {
            committing = nil
            await commit.value
        }
        // Only a task that is cancelled from outside comes here without an outcome.
        if outcome == nil { for task in tasks.values { task.cancel() } }
        await drainTasks()
        return naming(outcome ?? .workerLost("this process stopped"))
    }

    /// The outcome with what still runs of the steps that a person has to decide on.
    private func naming(_ outcome: MachineOutcome) -> MachineOutcome {
        guard case .inDoubt(let steps) = outcome else { return outcome }
        return .inDoubt(
            steps.map { step in
                var named = step
                named.running =
                    registry[step.call.primitive].map {
                        performer.leftRunning(of: $0, token: StepContext.token(of: step.path, in: context.id))
                    } ?? []
                return named
            })
    }

    /// Takes what happened, and does at once what is to be done about it.
    private func take(_ input: RunMachine.Input) {
        var input = input
        if case .ended(let path, let result) = input {
            tasks[path] = nil
            // Once, before it parts: the recipe and the journal have to get the same.
            input = .ended(path: path, context.secrets.masker.mask(result.withinBounds))
        }
        for action in machine.handle(input, at: .now) { execute(action) }
        // The end of the connection ends the loop that reads it. A worker that computes does not notice a request.
        if outcome != nil {
            if machine.isWorkerIdle || machine.outcome != nil { worker.close() } else { session.end() }
        }
    }

    private func execute(_ action: RunMachine.Action) {
        switch action {
        case .send(let message): worker.send([message])
        case .commit(let events): commit(events)
        case .perform(let call, let startedAt, let isInDoubt): perform(call, startedAt, isInDoubt)
        case .withdraw(let call, let startedAt): withdraw(call, startedAt)
        case .notify(let call): notify(call)
        case .answer(let call): questions.append(.call(call))
        case .provideModule(let name): questions.append(.module(name))
        case .cancel(let path): tasks[path]?.cancel()
        case .emit(let kind): sink(RunEvent(kind))
        case .end(let outcome): self.outcome = outcome
        }
    }

    private func commit(_ events: [EventRecord]) {
        committing = Task {
            do {
                try await journal.append(events)
                close(events)
                take(.committed)
            } catch let error as JournalError {
                take(.commitFailed(error))
            } catch is CancellationError {
                take(.neverBegun)
            } catch {
                take(.commitFailed(.unusable(path: "journal", reason: "\(error)")))
            }
        }
    }

    /// Does what the steps that have ended on record have left to be done.
    private func close(_ events: [EventRecord]) {
        for event in events where event.kind.endsStep {
            guard let epilogue = epilogues.removeValue(forKey: event.path) else { continue }
            closing.append(Task { await epilogue.run() })
        }
    }

    private func perform(_ call: PreparedCall, _ startedAt: Timestamp, _ isInDoubt: Bool) {
        let path = call.request.path
        let step = stepContext(call, startedAt)
        tasks[path] = Task {
            do throws(JournalError) {
                var result = try await performer.result(of: call, in: step, isInDoubt: isInDoubt)
                if case .cancelled = result, !isTakenOver { result = await performer.withdrawal(of: call, in: step) }
                take(.ended(path: path, result))
            } catch {
                // Not an error of the step, which a recipe could catch.
                take(.commitFailed(error))
            }
        }
    }

    private func withdraw(_ call: PreparedCall, _ startedAt: Timestamp) {
        let path = call.request.path
        let step = stepContext(call, startedAt)
        tasks[path] = Task { take(.ended(path: path, await performer.withdrawal(of: call, in: step))) }
    }

    /// Whether another process has the run: what was begun is its own to finish.
    private var isTakenOver: Bool {
        if case .journalFailed(.fenced) = outcome { true } else { false }
    }

    /// Waits for the effects that were signalled to stop, so that nothing goes on when the run is over.
    private func drainTasks() async {
        for task in tasks.values { await task.value }
        tasks = [:]
        for task in closing { await task.value }
    }

    private func stepContext(_ call: PreparedCall, _ startedAt: Timestamp) -> StepContext {
        let sink = sink
        let epilogue = StepEpilogue()
        if call.primitive.declaration.style == .step { epilogues[call.request.path] = epilogue }
        return StepContext(
            run: context, path: call.request.path, position: call.request.position, startedAt: startedAt,
            library: call.request.library, authority: StepAuthority(authority, library: call.request.library),
            epilogue: epilogue
        ) { sink(RunEvent($0)) }
    }

    private func notify(_ call: PreparedCall) {
        do {
            try performer.notify(call, in: stepContext(call, .now))
        } catch {
            sink(RunEvent(.notice("\(call.request.position): \(StepError(of: error).message)")))
        }
    }

    private func answer(_ question: Question) async -> HostMessage {
        switch question {
        case .module(let name): return .module(module(name))
        case .call(let call):
            let result: Result<LuaValue, ReplyFailure>
            do {
                let answer = try await performer.answer(to: call, in: stepContext(call, .now))
                result = .success(answer.held(by: call.request.library))
            } catch {
                let failure = context.secrets.masker.mask(StepError(of: error))
                result = .failure(
                    ReplyFailure(fields: failure.value(primitive: call.request.primitive, path: call.request.path)))
            }
            return .reply(branch: call.request.branch, result: result)
        }
    }

    private func module(_ name: String) -> Result<SourceText, ReplyFailure> {
        ModuleSource.source(name, in: bundle).mapError { error in
            ReplyFailure(fields: error.value(primitive: "require", path: ""))
        }
    }
}
