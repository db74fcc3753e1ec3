import LuaValues
import WorkerProtocol

@testable import Journal
@testable import Recipes

/// A machine on the bench: inputs go in one at a time, and what it wants done is kept for the test to look at.
struct MachineBench: ~Copyable {
    var machine: RunMachine
    private(set) var log: [String] = []
    private(set) var commits: [[EventRecord]] = []
    private(set) var outcome: MachineOutcome?
    private(set) var emitted: [RunEvent.Kind] = []
    /// Messages the worker has been sent, the start included.
    private(set) var sent = 0
    private var clock: Int64 = 1000

    init(history: [EventRecord] = []) {
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let stored = history.enumerated().map { StoredEvent(id: Int64($0.offset + 1), event: $0.element) }
        machine = RunMachine(registry: registry, replay: ReplayLog(stored))
    }

    mutating func take(_ input: RunMachine.Input) {
        clock += 10
        for action in machine.handle(input, at: Timestamp(milliseconds: clock)) {
            switch action {
            case .send(.reply(let branch, .success(let value), _)): say("reply \(branch) \(value)")
            case .send(.reply(let branch, .failure(let failure), _)): say("reply \(branch) \(failure.fields["code"])")
            case .send(.replay(let ends)): say("replay " + ends.map(\.path).joined(separator: " "))
            case .send(.cancel): say("notify cancel")
            case .send: say("send")
            case .commit(let events):
                commits.append(events)
                log.append("commit " + events.map { "\($0.kind) \($0.path)" }.joined(separator: ", "))
            case .perform(let call, _, let isInDoubt):
                log.append("perform \(call.request.path)\(isInDoubt ? " in doubt" : "")")
            case .withdraw(let call, _): log.append("withdraw \(call.request.path)")
            case .answer(let call):
                sent += 1
                log.append("answer \(call.request.primitive)")
            case .notify(let call): log.append("note \(call.request.options)")
            case .provideModule(let name): say("module \(name)")
            case .cancel(let path): log.append("stop \(path)")
            case .emit(let kind): emitted.append(kind)
            case .end(let outcome):
                self.outcome = outcome
                log.append("end")
            }
        }
    }

    private mutating func say(_ text: String) {
        sent += 1
        log.append(text)
    }

    /// The run begins: the start message is sent.
    mutating func begin() {
        sent += 1
        take(.began)
    }

    /// How many messages the machine thinks the worker was sent.
    var counted: Int { machine.sent }

    /// Whether the machine thinks that the run can have had effects.
    var hasStarted: Bool { machine.hasStarted }

    /// The worker requests steps, each in a branch of its own number, and then waits.
    mutating func ask(_ paths: String..., label: String = "x") {
        for (index, path) in paths.enumerated() { take(.worker(.step(Self.call(path, branch: index, label: label)))) }
        idle()
    }

    /// The worker takes recorded ends.
    mutating func delivered(_ paths: String...) { for path in paths { take(.worker(.delivered(path: path))) } }

    /// The worker has handled all it was sent.
    mutating func idle() { take(.worker(.idle(handled: sent))) }

    mutating func done(_ path: String, _ value: LuaValue = "ok") { take(.ended(path: path, .done(value))) }

    /// What was done since the last look.
    mutating func look() -> [String] {
        defer { log = [] }
        return log
    }

    static func call(
        _ path: String, branch: Int = 0, primitive: String = "work", label: String = "x"
    ) -> CallRequest {
        CallRequest(
            branch: branch, path: path, primitive: primitive, options: ["label": .string(label)],
            position: SourcePosition(chunk: "recipes/test.lua", line: 1))
    }

    static func started(_ path: String, label: String = "x", primitive: String = "work") -> EventRecord {
        let registry = PrimitiveRegistry(FakePrimitives.all(FakeWorld()))
        let intent = try? registry.prepare(call(path, primitive: primitive, label: label)).intent
        return EventRecord(kind: .started, path: path, at: Timestamp(milliseconds: 1), intent: intent)
    }

    static func finished(_ path: String, _ value: LuaValue = "ok") -> EventRecord {
        EventRecord(kind: .finished, path: path, at: Timestamp(milliseconds: 2), body: value.encoded())
    }
}
