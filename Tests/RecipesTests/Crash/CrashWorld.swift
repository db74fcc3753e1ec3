import Foundation
import Journal
import SQLiteJournal

/// What a run left behind, and what is wrong with it.
struct CrashWorld {
    struct Effect: Decodable {
        let token: String
        let primitive: String
        let target: String
        let value: String
        let keeps: Bool
        let subject: String?
    }

    let effects: [Effect]
    let events: [StoredEvent]
    let isWhole: Bool
    let locks: Int

    init(of trial: CrashTrial) async throws {
        let text = (try? String(contentsOf: trial.root.appendingPathComponent("effects"), encoding: .utf8)) ?? ""
        effects = try text.split(separator: "\n").map { try JSONDecoder().decode(Effect.self, from: Data($0.utf8)) }
        let store = try SQLiteRunStore(directory: trial.root.appendingPathComponent(".moondock"))
        defer { try? store.close() }
        events = try await store.events(of: try await store.find("last").id)
        isWhole = try await store.isIntact()
        locks = try await store.locks().count
    }

    /// What runs where, the newest last; what was kept and not thrown away is something left over.
    var containers: [String: [String]] {
        var stacks: [String: [(token: String, value: String)]] = [:]
        for effect in effects {
            switch effect.primitive {
            case "docker_run":
                if !effect.keeps { stacks[effect.target] = [] }
                stacks[effect.target, default: []].append((effect.token, effect.value))
            case "docker_restore":
                if stacks[effect.target]?.last?.token == effect.subject { _ = stacks[effect.target]?.popLast() }
            case "docker_discard": stacks[effect.target] = stacks[effect.target].map { $0.suffix(1) }
            default: break
            }
        }
        return stacks.mapValues { $0.map(\.value) }.filter { !$0.value.isEmpty }
    }

    /// How often each primitive had an effect, by what it was done to; what may be repeated counts once.
    var amounts: [String: Int] {
        let once: Set<String> = ["backup_db", "docker_build", "docker_run"]
        let distinct = Dictionary(grouping: effects) { "\($0.primitive) \($0.target) \($0.value) \($0.token)" }
        return distinct.reduce(into: [:]) { amounts, entry in
            guard let effect = entry.value.first else { return }
            amounts["\(effect.primitive) \(effect.target) \(effect.value)", default: 0] +=
                once.contains(effect.primitive) ? entry.value.count : 1
        }
    }

    /// What must hold whatever happened.
    func faults(expecting whole: CrashWorld) -> [String] {
        var faults = faults(runningAs: whole)
        if amounts != whole.amounts { faults.append("had the effects \(amounts), not \(whole.amounts)") }
        return faults + effectsWithoutIntent
    }

    /// What must hold of a run that did some of its steps more than once.
    func faults(runningAs whole: CrashWorld) -> [String] {
        containers == whole.containers ? faults : faults + ["runs \(containers), not \(whole.containers)"]
    }

    /// What must hold of a run that was cancelled: each application runs as the recipe has it, or not at all.
    func faults(cancelledOf whole: CrashWorld) -> [String] {
        var faults = faults + effectsWithoutIntent
        let names = Set(containers.keys.map(Self.name))
        for name in names.sorted() {
            let running = containers.filter { Self.name($0.key) == name }
            let wanted = whole.containers.filter { Self.name($0.key) == name }
            if running != wanted { faults.append("runs \(running), which is neither all of it nor nothing") }
        }
        return faults
    }

    private static func name(_ target: String) -> Substring { target.prefix { $0 != " " } }

    private var faults: [String] {
        var faults: [String] = []
        if !isWhole { faults.append("the journal is damaged") }
        if locks > 0 { faults.append("\(locks) locks are left over") }
        if events.map(\.id) != (0..<Int64(events.count)).map({ $0 + 1 }) { faults.append("events are missing") }
        return faults
    }

    private var effectsWithoutIntent: [String] {
        var faults: [String] = []
        let begun = Set(events.filter { $0.event.kind == .started }.map(\.event.path))
        for effect in effects {
            let path = effect.token.split(separator: "/").dropFirst().joined(separator: "/")
            if !begun.contains(path) { faults.append("\(effect.primitive) \(effect.token) has no intent") }
        }
        return faults
    }
}
