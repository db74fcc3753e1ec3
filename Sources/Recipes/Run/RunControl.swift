import Journal
import Synchronization

/// The way to reach a run from outside: Ctrl-C here, `moondock cancel` elsewhere.
public final class RunControl: Sendable {
    private struct State {
        var interpreter: Interpreter?
        var person: String?
    }

    private let state = Mutex(State())
    /// Whether there is somebody for whom the process waits.
    let presence = Presence()

    /// How often the journal is asked whether somebody elsewhere wants the run cancelled.
    static let interval = Duration.milliseconds(300)

    /// Makes a control.
    public init() {}

    /// Asks the run to end in order, now or as soon as it begins.
    public func cancel(by person: String) {
        let interpreter = state.withLock { state in
            state.person = person
            return state.interpreter
        }
        interpreter?.cancel(by: person)
    }

    /// Says that the terminal has gone: the run ends its steps in flight, begins none, and parks.
    public func hangUp() {
        presence.end()
        state.withLock { $0.interpreter }?.park()
    }

    /// Who has requested the run's end, if anybody has.
    var person: String? { state.withLock { $0.person } }

    /// Connects a run that begins, and watches the journal for requests from elsewhere. Who has asked already is heard
    /// before the run begins anything.
    func attach(
        _ interpreter: Interpreter, run: RunID, store: any RunStore, journal: RunJournal
    ) async -> Task<Void, Never> {
        let person = state.withLock { state in
            state.interpreter = interpreter
            return state.person
        }
        if presence.isOver { interpreter.park() }
        if let person {
            await interpreter.requestCancel(by: person)
        } else if await journal.isRecorded, let by = try? await store.find(run.description).cancelRequestedBy {
            await interpreter.requestCancel(by: by)
        }
        return Task {
            while !Task.isCancelled {
                if await journal.isRecorded, let by = try? await store.find(run.description).cancelRequestedBy {
                    interpreter.cancel(by: by)
                    return
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }
}
