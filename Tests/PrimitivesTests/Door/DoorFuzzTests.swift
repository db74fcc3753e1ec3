import Foundation
import LuaValues
import RandomTestSupport
import RecipeLibraries
import Synchronization
import Testing

@testable import Primitives

/// Calls at random, by callers with rights at random: nothing of that which comes out is more than grants and policy
/// cover.
///
/// `MOONDOCK_TEST_DOOR_CALLS` says how many, `MOONDOCK_TEST_SEED` repeats a run.
@Suite(.serialized, .timeLimit(.minutes(60))) struct DoorFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let calls = environment["MOONDOCK_TEST_DOOR_CALLS"].flatMap { Int($0) } ?? 30_000
    private static let seed =
        environment["MOONDOCK_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000_000)
    /// Calls after which the files are put back as they were.
    private static let renewal = 5_000
    private static let writers = ["write_file", "configure", "render", "backup_db"]

    @Test func nothingComesOutThatIsNotCovered() async throws {
        print("the door: \(Self.calls) calls, MOONDOCK_TEST_SEED=\(Self.seed)")
        try await DoorWorld.with { world in
            var generator = DoorGenerator(seed: Self.seed, files: world.files, ports: world.ports)
            let oracle = DoorOracle(files: world.files, ports: world.ports)
            var tally = DoorTally()
            var files = world.files.snapshot()
            var givenUp: [DoorCall] = []
            for number in 1...max(1, Self.calls) {
                let call = generator.next()
                let mayWrite = Self.writers.contains(call.primitive)
                var outcome = await world.make(call, since: nil)
                if mayWrite, outcome.isLetThrough || number % 100 == 0 {
                    outcome.changed = world.files.changes(since: files)
                    // A copy of a file or database would show up where somebody reads its folder.
                    if ["backup_db", "render"].contains(call.primitive) { world.files.remove(outcome.changed.keys) }
                    if !outcome.changed.isEmpty { files = world.files.snapshot() }
                }
                tally.add(call, outcome)
                outcome.effects.removeAll { $0.isLate(in: call, of: givenUp, oracle) }
                for fault in oracle.faults(of: call, outcome) { tally.report(fault, of: call, number) }
                if outcome.isGivenUp { givenUp = givenUp.suffix(9) + [call] }
                if number % Self.renewal == 0 {
                    for path in world.files.changes(since: files).keys.sorted() {
                        tally.report("\(path) was changed in the last \(Self.renewal) calls", of: call, number)
                    }
                    try world.files.renew()
                    files = world.files.snapshot()
                }
            }
            print(tally.description)
            #expect(tally.faults.isEmpty, "\(tally.faults.joined(separator: "\n"))")
            // A door that lets nothing through proves nothing.
            guard Self.calls >= 20_000 else { return }
            for name in DoorTally.acting { #expect(tally.done[name, default: 0] > 0, "\(name) never came to its end") }
            #expect(tally.requests > 100 && tally.changed > 100)
        }
    }

    /// With a door that is told that everybody may do everything, the oracle has something to say of each kind.
    @Test func theOracleSeesWhatAnOpenDoorLetsThrough() async throws {
        try await DoorWorld.with { world in
            var generator = DoorGenerator(seed: 1, files: world.files, ports: world.ports)
            let oracle = DoorOracle(files: world.files, ports: world.ports)
            var open = DoorCall.Rights()
            open.policy.privileged = true
            (open.policy.hostNetwork, open.policy.containerNetwork, open.policy.pid) = (true, true, true)
            (open.policy.ipc, open.policy.userns, open.policy.foreignContainers) = (true, true, true)
            (open.policy.dockerSocket, open.policy.unpinnedImages) = (true, true)
            open.policy.mounts = [PathPattern("/**")]
            open.policy.paths = [PathPattern("/**")]
            open.needs = [
                "docker.build", "docker.push", "docker.run", "db.backup", "approval", "lock", "environment",
                "files.read **", "files.write **", "run_command", "secret A", "secret B",
                "http http://127.0.0.1:\(world.ports.home)", "http http://127.0.0.1:\(world.ports.other)",
            ]
            open.grants = open.needs ?? []
            var said = ""
            var files = world.files.snapshot()
            for _ in 0..<10_000 {
                var call = generator.next()
                call.rights = DoorCall.Rights(needs: [], grants: [])
                let mayWrite = Self.writers.contains(call.primitive)
                let outcome = await world.make(call, opened: open, since: mayWrite ? files : nil)
                if !outcome.changed.isEmpty { files = world.files.snapshot() }
                said += oracle.faults(of: call, outcome).joined(separator: "\n") + "\n"
            }
            // What containers can request, one by one: at random all of it takes many calls.
            for key in ["networks", "volumes", "image", "pid", "ipc", "userns", "privileged", "env"] {
                for value in generator.values.all(of: key) {
                    var options: [String: LuaValue] = [
                        "name": "shop", "image": .string(DoorEngine.image), "start_period": "1ms",
                    ]
                    options[key] = value
                    let call = DoorCall(
                        primitive: "docker_run", options: LuaTable(fields: options),
                        rights: DoorCall.Rights(needs: [], grants: []))
                    let outcome = await world.make(call, opened: open, since: nil, within: .seconds(5))
                    said += oracle.faults(of: call, outcome).joined(separator: "\n") + "\n"
                }
            }
            for words in [
                "was written without a grant", "was read by read_file", "was read by docker_build", "was run without",
                "full power", "the host's network", "another container's network", "PidMode", "IpcMode", "UsernsMode",
                "engine's socket", "outside by", "of others was touched", "was pushed without", "was built without",
                "a lock was taken", "people were asked", "the environment was read", "http_request asked 127.0.0.1",
                "the secret B was opened", "without a grant to write there", "the image docker.io/library/nginx",
                "was given the variable",
            ] {
                let isSaid = said.contains(words)
                #expect(isSaid, "nobody said: \(words)")
            }
        }
    }
}

extension DoorEffect {
    /// Whether it is a request of a call that was given up before and was still on its way: that one may make it, and the
    /// call that is looked at may not.
    fileprivate func isLate(in call: DoorCall, of givenUp: [DoorCall], _ oracle: DoorOracle) -> Bool {
        switch self {
        case .web, .engine: break
        case .lock, .approval: return false
        }
        var alone = DoorOutcome()
        alone.isLetThrough = true
        alone.effects = [self]
        return !oracle.faults(of: call, alone).isEmpty && givenUp.contains { oracle.faults(of: $0, alone).isEmpty }
    }
}

/// What came of all calls.
private struct DoorTally: CustomStringConvertible {
    static let acting = [
        "write_file", "read_file", "configure", "render", "http_request", "run_command", "docker_run", "docker_build",
        "docker_push",
        "docker_stop", "backup_db", "lock", "secret", "environment",
    ]

    private(set) var faults: [String] = []
    private(set) var done: [String: Int] = [:]
    private(set) var requests = 0
    private(set) var changed = 0
    private var calls: [String: Int] = [:]
    private var letThrough: [String: Int] = [:]
    private let start = ContinuousClock.now

    mutating func add(_ call: DoorCall, _ outcome: DoorOutcome) {
        calls[call.primitive, default: 0] += 1
        if outcome.isLetThrough { letThrough[call.primitive, default: 0] += 1 }
        if outcome.isLetThrough, outcome.code == nil { done[call.primitive, default: 0] += 1 }
        requests += outcome.effects.count
        changed += outcome.changed.count
    }

    mutating func report(_ fault: String, of call: DoorCall, _ number: Int) {
        guard faults.count < 30 else { return }
        faults.append("call \(number): \(fault)\n  \(call)".prefix(1_500).description)
    }

    var description: String {
        let rows = calls.keys.sorted().map { name in
            "\(name) \(calls[name, default: 0])/\(letThrough[name, default: 0])/\(done[name, default: 0])"
        }
        let all = calls.values.reduce(0, +)
        return "the door: \(all) calls in \(start.duration(to: .now)), \(requests) requests, \(changed) files changed; "
            + "calls/let through/done: \(rows.joined(separator: ", "))"
    }
}
