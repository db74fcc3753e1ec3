import Foundation
import Journal
import LuaValues

/// What whoever executes a run accepts of it.
public struct RunAcceptance: Hashable, Sendable {
    /// The journal as it is, though it was changed or lost its end.
    public var damage = false
    /// That the run belongs to another folder.
    public var project = false

    /// Makes an acceptance.
    public init(damage: Bool = false, project: Bool = false) {
        self.damage = damage
        self.project = project
    }
}

extension RunController {
    /// Takes a run up, once it is seen that it may be resumed here and that its journal is what was recorded.
    /// - Parameters:
    ///   - reclaimsLocks: whether it needs the locks that it held before.
    ///   - acceptsDamage: whether the journal counts as it is, whatever was said.
    func acquire(
        _ run: RunRecord, reclaimsLocks: Bool = true, acceptsDamage: Bool = false
    ) async throws -> RunLease {
        let acceptance = try await acceptance(of: run, damage: accepted.damage || acceptsDamage)
        let lease = try await store.acquire(
            run.id, owner: ProcessName.current, reclaimsLocks: reclaimsLocks, accepting: acceptance)
        if lease.hasLostTrail {
            let file = project.folder(of: run.id.description).appendingPathComponent("events").path
            sink(RunEvent(.notice("\(file) is gone: nobody can tell whether the journal went back")))
        }
        return lease
    }

    /// What is accepted of a run, as far as there is something to accept.
    private func acceptance(of run: RunRecord, damage: Bool) async throws -> Acceptance? {
        let isForeign = !project.has(run)
        if isForeign, !accepted.project { try project.rejectForeign(run) }
        let faults = damage ? try await store.faults(of: run.id, isTakenUp: true) : []
        guard isForeign || !faults.isEmpty else { return nil }
        var body = LuaTable(fields: ["by": .string(identity.user)])
        if !faults.isEmpty { body["damage"] = .list(faults.map { .string($0.description) }) }
        if isForeign {
            body["from"] = LuaValue(run.definition.project?.root)
            body["to"] = .string(project.place.root)
        }
        for fault in faults { sink(RunEvent(.notice("accepted: \(fault)"))) }
        let event = EventRecord(kind: .accepted, path: "", at: .now, body: LuaValue.table(body).encoded())
        return Acceptance(event: event, damage: !faults.isEmpty, project: isForeign ? project.place : nil)
    }
}
