import Journal
import LuaValues
import WorkerProtocol

/// The sources a run goes on with in the place of those it began with.
struct RunEdit: Sendable {
    /// The hash of their bundle.
    let bundle: ContentHash
    /// The recipe's path, relative to the project.
    let recipe: String
}

extension RunMachine {
    /// Why a step on record cannot be left out: it changed the world, or may have. `nil` where nothing is lost.
    func conflict(at path: String) -> Divergence.Conflict? {
        guard let entry = replay.entries[path] else { return nil }
        let conflict = Divergence.Conflict(
            path: path, recorded: entry.intent, isDone: entry.end != nil)
        guard edit != nil || replay.isLoosened else { return conflict }
        guard registry[entry.intent.primitive]?.declaration.effect ?? .change == .change else { return nil }
        switch entry.end?.kind {
        case .finished: return conflict
        case nil: return entry.isRetried ? nil : conflict
        default: return nil
        }
    }

    /// Leaves the rest of the record out, as far as an edited recipe may; what it must not leave out ends the part.
    mutating func skip(_ actions: inout [Action]) {
        guard let missing = replay.missing else { return }
        for path in replay.undelivered {
            guard let conflict = conflict(at: path) else { continue }
            return end(.diverged(missing.blocked(by: edit == nil ? nil : conflict)), &actions)
        }
        forget(replay.undelivered)
    }

    /// Takes steps off the record.
    mutating func forget(_ paths: [String]) {
        for path in paths { replay.forget(path) }
        dropped += paths
    }

    /// What people said last holds for the recipe they were shown: where nothing was done on their word, they are asked
    /// again.
    mutating func voidAnswers() {
        for path in replay.undelivered.reversed() {
            guard let entry = replay.entries[path], let primitive = registry[entry.intent.primitive] else { return }
            switch primitive.declaration.effect {
            case .change where entry.end?.kind == .finished: return
            case .answer: forget([path])
            case .change, .none: continue
            }
        }
    }

    /// Records that the run goes on with the edited sources, once all that stays on record has been delivered.
    mutating func adoptEdit(_ now: Timestamp, _ actions: inout [Action]) {
        guard let edit else { return }
        // Begun by the recipe as it was, and not requested by the recipe as it is.
        let abandoned = replay.entries.filter { $0.value.end == nil && steps[$0.key] == nil }.keys.sorted()
        for path in abandoned {
            guard let conflict = conflict(at: path) else { continue }
            let divergence = Divergence(path: path, recorded: conflict.recorded, now: nil, conflict: conflict)
            return end(.diverged(divergence), &actions)
        }
        forget(abandoned)
        let intent = StepIntent(
            primitive: "edited", revision: 1, source: edit.recipe, library: nil, options: [], digest: edit.bundle)
        let body = LuaValue.list(dropped.map { .string($0) }).encoded()
        pending.append(EventRecord(kind: .edited, path: "", at: now, intent: intent, body: body))
        self.edit = nil
    }

    /// Ends the part before anything is begun where a step is in doubt that only a person can speak for.
    mutating func stopInDoubt(_ actions: inout [Action]) {
        let doubts = held.compactMap { path -> DoubtfulStep? in
            guard let step = steps[path], let entry = replay.entries[path], !entry.isRetried,
                step.call.primitive.inDoubtPolicy(for: step.call.options) == .unsafe
            else { return nil }
            return DoubtfulStep(
                path: path, call: step.call.request, startedAt: step.startedAt,
                reason: "\(step.call.request.primitive) was begun, and nobody can tell whether it happened")
        }
        if !doubts.isEmpty { end(.inDoubt(doubts), &actions) }
    }
}

extension Divergence {
    /// The same difference, with the conflict that keeps it from going on.
    func blocked(by conflict: Conflict?) -> Divergence {
        var blocked = self
        blocked.conflict = conflict
        return blocked
    }
}
