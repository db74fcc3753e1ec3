import Journal
import Synchronization

/// The leases that a store holds, by the rows of their runs, and the trails that go with them.
final class HeldLeases: Sendable {
    private struct Lease {
        /// 0 while the lease is being taken.
        var fence: Int64
        var trail: EventTrail?
    }

    private let leases = Mutex<[Int64: Lease]>([:])
    private let fault = Mutex<String?>(nil)

    /// Whether this store holds a run, or is about to.
    func contains(_ row: Int64) -> Bool { leases.withLock { $0[row] != nil } }

    /// Holds a run that this store does not hold yet, if it can be locked.
    func claim(_ row: Int64, locking: () -> Bool) -> Bool {
        leases.withLock { leases in
            guard leases[row] == nil, locking() else { return false }
            leases[row] = Lease(fence: 0)
            return true
        }
    }

    /// Holds a run under a fence.
    func set(_ row: Int64, fence: Int64) {
        leases.withLock { leases in leases[row] = Lease(fence: fence, trail: leases[row]?.trail) }
    }

    /// Gives a run back that could not be taken.
    func forget(_ row: Int64, unlocking: () -> Void) {
        leases.withLock { leases in
            leases[row] = nil
            unlocking()
        }
    }

    /// Gives a lease back, unless a newer one of the same run is held by now.
    func free(_ row: Int64, fence: Int64, unlocking: () -> Void) {
        leases.withLock { leases in
            guard leases[row]?.fence == fence else { return }
            leases[row] = nil
            unlocking()
        }
    }
}

// A trail that cannot be written must not stop a deployment. It is reported once, at the end.
extension HeldLeases {
    /// What kept a trail from being written.
    var trailFault: String? { fault.withLock { $0 } }

    /// Goes on with the trail of a run.
    func open(_ run: RunID, row: Int64, in state: StateFolder, adding entries: [TrailEntry]) {
        attempt {
            let trail = try EventTrail(of: run, in: state)
            try trail.add(entries)
            leases.withLock { $0[row]?.trail = trail }
        }
    }

    /// Adds events to the trail of a run.
    func add(_ entries: [TrailEntry], to row: Int64) {
        guard let trail = leases.withLock({ $0[row]?.trail }) else { return }
        attempt { try trail.add(entries) }
    }

    /// Puts the trail of a run on disk.
    func sync(_ row: Int64) {
        guard let trail = leases.withLock({ $0[row]?.trail }) else { return }
        attempt { try trail.sync() }
    }

    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            let text = (error as? JournalError)?.fileFault ?? "\(error)"
            fault.withLock { $0 = $0 ?? text }
        }
    }
}
