internal import LuaRuntime
internal import LuaValues
internal import WorkerProtocol

extension Scheduler {
    /// Sends a call outward, or answers it when no host is needed.
    func answer(_ call: LuaCall, of branch: Branch) -> LuaReply? {
        switch call.operation {
        case .function: return send(call, of: branch)
        case .require:
            if let source = modules[call.name] { return .source(chunk: source.chunk, text: source.text) }
            branch.waiting = .module
            questions += 1
            requestedModules.append(branch.id)
            outgoing.append(.module(name: call.name))
            return nil
        case .awaitModule: return awaitModule(call.name, branch: branch)
        case .fork: return open(call, of: branch)
        case .openScope:
            let path = branch.nextPath()
            let arguments = call.arguments.table?.items ?? []
            branch.levels.append(Branch.Level(prefix: path))
            outgoing.append(
                .scopeOpened(
                    ScopeOpening(
                        path: path, kind: arguments.first?.string ?? "", title: arguments.last?.string ?? "",
                        branches: [], position: position(of: call))))
            return .value(nil)
        case .closeScope:
            guard branch.levels.count > 1, let level = branch.levels.popLast() else { return .value(nil) }
            let arguments = call.arguments.table?.items ?? []
            if arguments.count > 1, let report = RollbackReport(arguments[1], path: level.prefix) {
                outgoing.append(.rolledBack(report))
            }
            outgoing.append(.scopeClosed(path: level.prefix, failure: arguments.first?.string))
            return .value(nil)
        case .shield:
            let raises = call.arguments.table?.items.first == true
            branch.shieldDepth = max(0, branch.shieldDepth + (raises ? 1 : -1))
            return .value(nil)
        case .isCancelled: return .value(branch.isStopped ? LuaValue(branch.cancellation) : false)
        }
    }

    private func send(_ call: LuaCall, of branch: Branch) -> LuaReply? {
        guard let style = styles[call.name] else {
            return .failure(code: "unknown_primitive", message: "'\(call.name)' is not a primitive")
        }
        if let error = cancellationError(of: branch) { return error }
        switch style {
        case .step:
            let path = branch.nextPath()
            branch.waiting = .step(path: path)
            replay.wait(branch.id, for: path)
            outgoing.append(.step(request(call, branch: branch, path: path)))
        case .query, .notification:
            branch.waiting = .query
            questions += 1
            outgoing.append(.query(request(call, branch: branch, path: branch.path)))
        }
        return nil
    }

    /// The error for a call in a cancelled branch.
    func cancellationError(of branch: Branch) -> LuaReply? {
        guard branch.isStopped, let reason = branch.cancellation else { return nil }
        return .failure(code: "cancelled", message: reason)
    }

    private func awaitModule(_ name: String, branch: Branch) -> LuaReply? {
        var awaited: String? = name
        while let next = awaited, case .loading(let loader) = vm.moduleState(next) {
            if loader == branch.id {
                return .failure(code: "module_cycle", message: "modules require each other across branches: '\(name)'")
            }
            guard case .sameModule(let further) = branches[loader]?.waiting else { break }
            awaited = further
        }
        guard case .loading = vm.moduleState(name) else { return .value(nil) }
        branch.waiting = .sameModule(name: name)
        waitingForModules += 1
        return nil
    }

    /// Lets the branches go on whose module was loaded, or could not be, by another branch.
    func wakeModuleWaiters() {
        guard waitingForModules > 0 else { return }
        for branch in branches.values.sorted(by: { $0.id < $1.id }) {
            guard case .sameModule(let name) = branch.waiting else { continue }
            if case .loading = vm.moduleState(name) { continue }
            waitingForModules -= 1
            resume(branch, with: .value(nil))
        }
    }

    func request(_ call: LuaCall, branch: Branch, path: String) -> CallRequest {
        let position = position(of: call)
        let through = call.through.first == call.library ? call.through.dropFirst() : call.through[...]
        return CallRequest(
            branch: branch.id, path: path, primitive: call.name, options: call.arguments, position: position,
            library: call.library, through: through.reversed(),
            isCleanUp: branch.shieldDepth > 0, isInCancelledBranch: branch.cancellation != nil)
    }

    func position(of call: LuaCall) -> SourcePosition {
        call.position.map(SourcePosition.init) ?? SourcePosition(chunk: "?", line: 0)
    }
}

extension SourcePosition {
    init(_ frame: LuaFrame) { self.init(chunk: frame.chunk, line: frame.line) }
}

extension LuaReply {
    static func failure(code: String, message: String) -> LuaReply {
        .failure(LuaTable(fields: ["code": .string(code), "message": .string(message)]))
    }
}

extension RollbackReport {
    /// The report as the prelude gives it: `{ title, undone, failures }`.
    init?(_ value: LuaValue, path: String) {
        guard let items = value.table?.items, items.count == 3, let title = items[0].string,
            let undone = items[1].integer
        else { return nil }
        self.init(
            path: path, title: title, undone: Int(clamping: undone),
            failures: (items[2].table?.items ?? []).compactMap(\.string))
    }
}
