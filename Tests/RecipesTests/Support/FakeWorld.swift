import LuaValues
import Recipes
import Synchronization

/// What fake primitives do things to: it remembers what was done, and can hold steps back.
final class FakeWorld: Sendable {
    private struct State {
        var performed: [String] = []
        var cancelled: [String] = []
        var running = 0
        var peak = 0
        var gates: Set<String> = []
        var adopted: [String: LuaValue] = [:]
        var held: Set<String> = []
        var withdrawals: [String: Result<Withdrawal, StepError>] = [:]
        var withdrawn: [String] = []
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextWaiter = 0
        var watchers: [(isReady: @Sendable (FakeWorld.Snapshot) -> Bool, CheckedContinuation<Void, Never>)] = []
    }

    /// What the world looks like at one moment.
    struct Snapshot: Sendable {
        let performed: [String]
        let cancelled: [String]
        let running: Int
        let peak: Int
    }

    private let state = Mutex(State())

    /// What reconciling finds, by step path.
    func adopt(_ path: String, _ value: LuaValue) { state.withLock { $0.adopted[path] = value } }

    func adopted(_ path: String) -> LuaValue? { state.withLock { $0.adopted[path] } }

    /// Makes asking what became of a step take until it is cancelled.
    func hold(_ path: String) { _ = state.withLock { $0.held.insert(path) } }

    func isHeld(_ path: String) -> Bool { state.withLock { $0.held.contains(path) } }

    /// What comes of taking a step back.
    func leave(_ path: String, _ result: Result<Withdrawal, StepError>) {
        state.withLock { $0.withdrawals[path] = result }
    }

    /// Takes a step back, as far as the world lets it.
    func withdraw(_ path: String, _ policy: InDoubtPolicy) throws -> Withdrawal {
        let result = state.withLock { state in
            state.withdrawn.append(path)
            return state.withdrawals[path]
        }
        return try result?.get() ?? (policy == .unsafe ? .left("nobody can tell") : .undone)
    }

    /// The steps that were rolled back.
    var withdrawn: [String] { state.withLock { $0.withdrawn } }

    var now: Snapshot {
        state.withLock {
            Snapshot(performed: $0.performed, cancelled: $0.cancelled, running: $0.running, peak: $0.peak)
        }
    }

    func begin(_ label: String) {
        state.withLock {
            $0.performed.append(label)
            $0.running += 1
            $0.peak = max($0.peak, $0.running)
        }
        wakeWatchers()
    }

    func end(_ label: String, isCancelled: Bool) {
        state.withLock {
            $0.running -= 1
            if isCancelled { $0.cancelled.append(label) }
        }
        wakeWatchers()
    }

    /// Waits until the world is as the caller wants it.
    func wait(until isReady: @escaping @Sendable (Snapshot) -> Bool) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.watchers.append((isReady, continuation)) }
            wakeWatchers()
        }
    }

    private func wakeWatchers() {
        let now = now
        let ready = state.withLock { state in
            let ready = state.watchers.filter { $0.isReady(now) }
            state.watchers.removeAll { $0.isReady(now) }
            return ready
        }
        for watcher in ready { watcher.1.resume() }
    }

    /// Waits until the task is cancelled.
    func waitForCancellation() async throws {
        let number = state.withLock {
            $0.nextWaiter += 1
            return $0.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.waiting[number] = continuation }
                if Task.isCancelled { release(number) }
            }
        } onCancel: {
            release(number)
        }
    }

    private func release(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(throwing: CancellationError())
    }
}

extension FakeWorld {
    /// What a step gives that shows what it has opened, or more than anybody can take.
    static func shown(_ value: LuaValue, _ opened: String?) -> LuaValue? {
        switch value {
        case "the password":
            let text = LuaValue(opened)
            return [
                "text": text, "list": .list([text, 12_345_678]), "keys": .table(LuaTable(fields: [opened ?? "": true])),
            ]
        case "the deep": return (0..<100).reduce(true) { value, _ in .list([value]) }
        case "the large": return .string(String(repeating: "x", count: 33 << 20))
        default: return nil
        }
    }
}
