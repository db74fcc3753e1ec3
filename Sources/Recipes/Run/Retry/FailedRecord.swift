import Journal
import LuaValues

/// The record of a run whose recipe failed, seen as one looks for what to do again.
struct FailedRecord {
    private let entries: [String: ReplayLog.Entry]
    private let scopes: [String: ReplayLog.Scope]
    private let blocks: [String: RecordedRollback]
    private let failure: RecordedFailure
    private let givenUp: Set<String>
    private let registry: PrimitiveRegistry
    /// Where the recipe came to something that stands.
    private let progress: ProgramOrder
    private let forks: Set<String>

    init(_ replay: ReplayLog, _ failure: RecordedFailure, _ registry: PrimitiveRegistry) {
        let forks = Set(replay.scopes.filter(\.value.isFork).keys)
        let blocks = replay.rollbacks.merging(replay.rollbacksOfOldJournals) { recorded, _ in recorded }
        let undone = Set(blocks.filter { $0.value.undone > 0 }.keys)
        var progress = ProgramOrder(forks: forks)
        for (path, entry) in replay.entries where entry.isProgress(registry) {
            // What was undone has come to nothing.
            if !ProgramOrder.lies(path, inAnyOf: undone) { progress.record(path) }
        }
        entries = replay.entries
        scopes = replay.scopes
        self.blocks = blocks
        self.failure = failure
        givenUp = Set(failure.givenUp)
        self.registry = registry
        self.progress = progress
        self.forks = forks
    }

    /// Whether what is at a path led to the recipe's failure: the recipe had come to it, and came to nothing after it.
    private func isOpen(_ path: String) -> Bool {
        guard !progress.hasLater(than: path) else { return false }
        return progress.isReached(path, atTheEndOf: failure.branch) || ProgramOrder.lies(path, inAnyOf: givenUp)
    }

    /// What failed or was cancelled on the way to the recipe's failure.
    func failures() -> Set<String> { paths { path, entry in entry.hasFailed && isOpen(path) } }

    /// The outermost blocks that put something back, or could not, and that the recipe has not gone on from.
    func blocks(_ isMeant: (RecordedRollback) -> Bool) -> Set<String> {
        let open = Set(blocks.filter { isMeant($0.value) && isOpen($0.key) }.keys)
        return open.filter { !ProgramOrder.lies(ProgramOrder.parent(of: $0), inAnyOf: open) }
    }

    /// The undo steps of blocks that failed.
    func failedUndo(in blocks: Set<String>) -> Set<String> {
        paths { path, entry in
            entry.hasFailed && entry.isCleanUp && ProgramOrder.lies(path, inAnyOf: blocks)
        }
    }

    func steps(in blocks: Set<String>) -> Set<String> {
        blocks.isEmpty ? [] : paths { path, _ in ProgramOrder.lies(path, inAnyOf: blocks) }
    }

    /// What followed on the steps that are done again and came to nothing by itself: clean-up and waits.
    func aftermath(of dropped: Set<String>) -> Set<String> {
        var order = ProgramOrder(forks: forks)
        for path in dropped { order.record(path) }
        return paths { path, entry in
            guard entry.end != nil, !entry.isProgress(registry), !progress.hasLater(than: path) else { return false }
            let isGivenUp = entry.isInCancelledBranch && ProgramOrder.lies(path, inAnyOf: givenUp)
            return isGivenUp || order.hasEarlier(than: path)
        }
    }

    /// The time limits that passed, or whose time is to begin anew with what they limit.
    func timeLimits(around dropped: Set<String>) -> Set<String> {
        let timeouts = scopes.filter { $0.value.kind == "timeout" }.map(\.key)
        guard !timeouts.isEmpty else { return [] }
        var limits = Set(timeouts.filter { isFired($0) && isOpen($0) }.map { "\($0)/limit" })
        for path in dropped {
            var scope = path
            while !scope.isEmpty {
                let parent = ProgramOrder.parent(of: scope)
                if scopes[parent]?.kind == "timeout", scope == "\(parent)/body" { limits.insert("\(parent)/limit") }
                scope = parent
            }
        }
        return paths { path, _ in ProgramOrder.lies(path, inAnyOf: limits) }
    }

    private func isFired(_ timeout: String) -> Bool { entries["\(timeout)/limit/1"]?.end?.kind == .finished }

    /// The locks of blocks that released them and are gone through again, but for those that are requested again.
    func locks(releasedIn dropped: Set<String>) -> [LockRequest] {
        let scopes = Set(
            dropped.filter { entries[$0]?.intent.primitive == "unlock" }.map { ProgramOrder.parent(of: $0) })
        guard !scopes.isEmpty else { return [] }
        let taken = entries.filter { path, entry in
            entry.intent.primitive == "lock" && !dropped.contains(path)
                && scopes.contains(ProgramOrder.parent(of: path))
        }
        return taken.sorted { $0.key < $1.key }.compactMap { path, entry in
            let options = (try? LuaValue(decoding: entry.intent.options)) ?? .nil
            return options["name"].string.map { name in
                LockRequest(
                    name: name, path: path, scope: ProgramOrder.parent(of: path),
                    isKeptWhileParked: options["park"] != "release")
            }
        }
    }

    /// The order of the ends on record.
    func endedBefore(_ left: String, _ right: String) -> Bool {
        let places = (entries[left]?.endedAt ?? 0, entries[right]?.endedAt ?? 0)
        return places.0 == places.1 ? left < right : places.0 < places.1
    }

    private func paths(_ isMeant: (String, ReplayLog.Entry) -> Bool) -> Set<String> {
        Set(entries.filter { isMeant($0.key, $0.value) }.keys)
    }
}

extension ReplayLog.Entry {
    fileprivate var hasFailed: Bool { end?.kind == .failed || end?.kind == .cancelled }

    /// Whether the recipe came to something by it: it ended well, and was neither clean-up nor a mere wait.
    fileprivate func isProgress(_ registry: PrimitiveRegistry) -> Bool {
        guard end?.kind == .finished, !isCleanUp else { return false }
        guard registry[intent.primitive]?.declaration.effect == StepEffect.none else { return true }
        return end?.value != .nil
    }
}

extension ReplayLog {
    /// Blocks that were undone, in journals that do not say so: what they rolled back shows it.
    fileprivate var rollbacksOfOldJournals: [String: RecordedRollback] {
        guard !recordsFailures else { return [:] }
        var blocks: [String: RecordedRollback] = [:]
        for (path, entry) in entries where entry.intent.primitive == "docker_restore" && entry.end != nil {
            let block = ProgramOrder.parent(of: path)
            guard let scope = scopes[block], scope.kind == "with_rollback" else { continue }
            let isDone = entry.end?.kind == .finished
            let known = blocks[block] ?? RecordedRollback(title: scope.title, undone: 0, failures: [])
            blocks[block] = RecordedRollback(
                title: scope.title, undone: known.undone + (isDone ? 1 : 0),
                failures: known.failures + (isDone ? [] : [path]))
        }
        return blocks
    }
}
