import Foundation
import LuaValues
import WorkerHost
import WorkerProtocol

/// A host that answers one worker's calls, with limits small enough that an attack shows at once.
struct HostileHost: Sendable {
    static var limits: LuaLimits {
        var limits = LuaLimits()
        limits.memory = 16 << 20
        limits.instructionsPerTurn = 20_000_000
        limits.instructions = 60_000_000
        limits.coroutines = 500
        limits.stringLength = 1 << 20
        limits.logVolume = 256 << 10
        return limits
    }

    /// The real prelude, from its sources.
    static let prelude: [SourceText] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("stdlib/prelude")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.sorted { $0.path < $1.path }.compactMap { file in
            (try? Data(contentsOf: file)).map {
                SourceText(chunk: "moondock/prelude/\(file.lastPathComponent)", text: Array($0))
            }
        }
    }()

    static let modules = [
        "effect": "work {} return {}",
        "effect_caught": "return (pcall(work, {}))",
        "effect_in_coroutine": "coroutine.wrap(function() work {} end)() return {}",
        "cycle_a": "require 'cycle_b' return 1",
        "cycle_b": "require 'cycle_a' return 1",
        "endless": "while true do pcall(function() while true do end end) end",
        "harmless": "return { 1 }",
        "bytecode": "\u{1b}LuaT",
    ]

    static let environment: LuaValue = [
        "a": 1, "list": [1, 2, 3], "nested": ["deep": ["deeper": true]], "tables": [["x": 1], ["x": 2]],
    ]

    static let primitives: [String: CallStyle] = [
        "work": .step, "docker_run": .step, "environment": .query, "recipe": .query, "secret": .query,
        "log": .notification,
    ]

    /// Runs a recipe in a worker until it ends one way or another.
    static func run(_ source: SourceText, in worker: WorkerProcess) async -> HostileEnd {
        worker.connection.send([
            .start(
                RecipeStart(
                    recipe: source, prelude: prelude, primitives: primitives, limits: limits, seed: 1, time: 0))
        ])
        var steps: [String: Int] = [:]
        for await item in worker.connection.messages {
            switch item {
            case .failure(let error): return .violatedProtocol(error)
            case .success(.step(let call)):
                steps[call.path] = call.branch
                worker.connection.send([.reply(branch: call.branch, result: answer(call))])
            case .success(.query(let call)):
                worker.connection.send([.reply(branch: call.branch, result: answer(call))])
            case .success(.module(let name)): worker.connection.send([.module(module(name))])
            case .success(.finished(let result)): return .finished(result)
            default: break
            }
        }
        return .lost(await worker.waitForExit())
    }

    private static func answer(_ call: CallRequest) -> Result<LuaValue, ReplyFailure> {
        switch call.primitive {
        case "environment": return .success(environment)
        case "secret": return .success(.handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": "key"]))))
        default: break
        }
        guard let code = call.options["fail"].string else { return .success(call.options["value"]) }
        return .failure(ReplyFailure(fields: LuaTable(fields: ["code": .string(code), "message": "as asked"])))
    }

    private static func module(_ name: String) -> Result<SourceText, ReplyFailure> {
        guard let text = modules[name] else {
            return .failure(ReplyFailure(fields: LuaTable(fields: ["code": "not_found", "message": "no such module"])))
        }
        return .success(SourceText(chunk: "lib/\(name).lua", text: Array(text.utf8)))
    }
}
