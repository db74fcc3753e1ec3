import LuaValues
import Primitives
import Recipes

/// Stands for a primitive whose effects would need an engine or a database: declared as the real one is, it does its work
/// in the log of effects, and finds there what became of a step.
struct WorldPrimitive: Primitive {
    let declaration: PrimitiveDeclaration
    let world: EffectLog
    let killSwitch: KillSwitch
    /// A host on which nothing works.
    let brokenHost: String?

    /// The primitives that work outside of the journal.
    static let names: Set<String> = [
        "backup_db", "docker_build", "docker_push", "docker_run", "docker_stop", "docker_restore", "docker_discard",
        "run_command", "http_request",
    ]

    func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let effect = effect(options, step)
        killSwitch.pass()
        if let brokenHost, effect.target.hasSuffix(" \(brokenHost)") {
            throw StepError(code: "broken", "\(brokenHost) is broken")
        }
        try world.add(effect)
        killSwitch.pass()
        return result(of: effect)
    }

    func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        killSwitch.pass()
        guard let effect = try world.effect(of: step.token) else { return .notDone }
        return .done(result(of: effect))
    }

    /// A command is repeated where the recipe says that it may be.
    func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy {
        options.value(of: "safe_to_repeat") == true ? .idempotent : declaration.inDoubt
    }

    private func effect(_ options: OptionValues, _ step: StepContext) -> EffectLog.Effect {
        let subject = options.value(of: "container")
        let name = subject["name"].string ?? options.text(of: "name") ?? declaration.name
        let host = subject["host"].string ?? options.text(of: "host") ?? ""
        let image = options.value(of: "image")
        return EffectLog.Effect(
            token: step.token, primitive: declaration.name, target: "\(name) \(host)",
            value: image["tag"].string ?? image.string ?? options.text(of: "tag") ?? "",
            keeps: options.value(of: "keep_replaced") == true, subject: subject["id"].string)
    }

    private func result(of effect: EffectLog.Effect) -> LuaValue {
        let words = effect.target.split(separator: " ", omittingEmptySubsequences: false).map {
            LuaValue.string(String($0))
        }
        switch declaration.name {
        case "docker_build":
            return .handle(
                LuaHandle(
                    kind: "image",
                    fields: LuaTable(fields: [
                        "id": .string("sha256:\(effect.value)"), "tag": .string(effect.value), "digest": false,
                        "pinned": false,
                    ])))
        case "docker_run":
            return .handle(
                LuaHandle(
                    kind: "container",
                    fields: LuaTable(fields: [
                        "id": .string(effect.token), "name": words[0], "host": words[1], "container": words[0],
                        "replaced": effect.keeps ? .string("the one before") : false,
                    ])))
        default: return .nil
        }
    }
}
