internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

/// Runs the branches of one recipe, one at a time, in the order they became ready.
///
/// The order depends on nothing but the order of the host's answers, so a recipe that is replayed runs the same way.
final class Scheduler {
    let vm: LuaVM
    let styles: [String: CallStyle]
    /// The modules that were sent with the start.
    let modules: [String: SourceText]
    var branches: [Int: Branch] = [:]
    var outgoing: [WorkerMessage] = []
    private(set) var isFinished = false
    private var ready: [Int] = []
    private var nextReady = 0
    private var nextBranch = 1
    /// How many branches wait for a module that another branch loads.
    var waitingForModules = 0
    /// How many branches wait for an answer that comes at once: a query's or a module.
    var questions = 0
    var replay = RecordedEnds()
    /// The branches that asked the host for a module, oldest first: it answers in that order.
    var requestedModules: [Int] = []

    init(start: RecipeStart) throws(LuaSetupError) {
        vm = try LuaVM(limits: start.limits.beforeWatchdog, seed: start.seed, time: start.time)
        styles = start.primitives
        modules = start.modules
        for name in WithheldName.all { vm.withhold(name.name, reason: name.reason) }
        for (name, style) in styles.sorted(by: { $0.key < $1.key }) {
            vm.declare(name, style: style == .notification ? .notification : .call)
        }
        for library in start.libraries {
            try vm.declareLibrary(library.id, requires: library.requires, denials: library.denials)
        }
        for part in start.prelude where !isFinished {
            end(unlessReturned: vm.runPrivate(chunk: part.privateChunk, text: part.text))
        }
        guard !isFinished else { return }
        let root = Branch(id: 0)
        branches[0] = root
        if let failure = vm.open(branch: 0, chunk: start.recipe.chunk, text: start.recipe.text) {
            end(unlessReturned: failure)
        } else {
            ready.append(0)
        }
    }

    /// Runs every ready branch until all wait or the recipe ended.
    func run() {
        repeat {
            vm.beginTurn()
            while !isFinished, nextReady < ready.count {
                let id = ready[nextReady]
                nextReady += 1
                if let branch = branches[id] { step(branch) }
            }
            ready.removeFirst(nextReady)
            nextReady = 0
        } while !isFinished && takeRecordedEnd()
    }

    /// What was said since the last time.
    func takeOutgoing() -> [WorkerMessage] {
        defer { outgoing.removeAll(keepingCapacity: true) }
        return outgoing
    }

    /// Lets a branch go on with an answer when its turn comes.
    func resume(_ branch: Branch, with reply: LuaReply) {
        branch.waiting = nil
        branch.reply = reply
        ready.append(branch.id)
    }

    /// Opens a branch of a fork.
    func open(index: Int, of fork: Fork, parent: Branch) {
        let id = nextBranch
        nextBranch += 1
        let child = Branch(
            id: id, parent: parent.id, path: "\(fork.path)/\(fork.names[index])", shieldDepth: parent.shieldDepth)
        branches[id] = child
        fork.branches.append(id)
        fork.running += 1
        outgoing.append(.branchOpened(path: child.path))
        if let limit = vm.fork(branch: id, parent: parent.id, token: fork.token, index: index + 1) {
            finish(.failure(RecipeFailure(limit)))
        } else {
            ready.append(id)
        }
    }

    func finish(_ result: Result<LuaValue, RecipeFailure>) {
        guard !isFinished else { return }
        isFinished = true
        outgoing.append(.finished(result))
    }

    /// Resumes one branch, again and again while it asks for what is answered at once.
    private func step(_ branch: Branch) {
        var reply = branch.reply
        branch.reply = nil
        while true {
            let outcome = vm.resume(branch.id, with: reply)
            for call in vm.takeNotifications() {
                outgoing.append(.notification(request(call, branch: branch, path: branch.scopePath)))
            }
            wakeModuleWaiters()
            guard case .called(let call) = outcome else { return end(branch, with: outcome) }
            guard let immediate = answer(call, of: branch) else { return }
            reply = immediate
        }
    }

    private func end(_ branch: Branch, with outcome: LuaOutcome) {
        guard let parent = branch.parent else { return endRoot(with: outcome) }
        switch outcome {
        case .killed: end(unlessReturned: outcome)
        case .failed(let failure): childEnded(branch, parent: parent, failure: failure)
        default: childEnded(branch, parent: parent, failure: nil)
        }
    }

    private func endRoot(with outcome: LuaOutcome) {
        guard case .returned = outcome else { return end(unlessReturned: outcome) }
        switch vm.result(of: 0) {
        case .success(let value): finish(.success(value))
        case .failure(let failure):
            var described = RecipeFailure(failure)
            described.message = "the recipe's result: \(described.message)"
            finish(.failure(described))
        }
    }

    private func end(unlessReturned outcome: LuaOutcome) {
        switch outcome {
        case .failed(let failure): finish(.failure(RecipeFailure(failure)))
        case .killed(let limit): finish(.failure(RecipeFailure(limit)))
        case .returned, .called: break
        }
    }
}

extension SourceText {
    /// The chunk's name as one of Moondock's own, which positions and tracebacks leave out.
    var privateChunk: String { chunk.hasPrefix("moondock/") ? chunk : "moondock/\(chunk)" }
}
