import Foundation
import Journal
import JournalTestSupport
import LuaValues
import Primitives
import Recipes
import SQLiteJournal

/// Carries one run in a world of its own, and kills itself at a point that the test names.
///
///     crash-subject PROJECT start|resume|cancel|rerun [--run RUN] [--from STEP] [--die POINT] [--worker]
///                   [--broken HOST] [--version VERSION] [--forgetful]
///
/// With `--worker` the process that holds the recipe is killed in its place; with `--broken` nothing works on a host.
/// Points are passed before and after each write to the journal, and before and after each effect. Prints how many were
/// passed, and exits with the run's exit code. With `--forgetful` the journal says that it has written what it is about
/// to write, which is a fault the tests have to find.
@main enum CrashSubject {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { exit(2) }
        func option(_ name: String) -> String? { arguments.firstIndex(of: name).map { arguments[$0 + 1] } }
        let fatal = option("--die").flatMap { Int($0) }
        let killSwitch = KillSwitch(fatal: fatal, killsWorker: arguments.contains("--worker"))
        let world = World(
            killSwitch: killSwitch, brokenHost: option("--broken"), run: option("--run") ?? "last",
            from: option("--from"))
        let project = Project(root: URL(fileURLWithPath: arguments[0]))
        let journal = try SQLiteRunStore(directory: project.state)
        let delay = arguments.contains("--forgetful") ? Duration.milliseconds(20) : nil
        let store = InterceptedStore(store: journal, delay: delay) { _ in
            killSwitch.pass()
        } after: { _ in
            killSwitch.pass()
        }
        let parameters = option("--version").map { ["version": $0] } ?? [:]
        let outcome = await execute(arguments[1], project, parameters, store, world)
        try journal.close()
        print(killSwitch.count)
        if let summary = outcome.summary { FileHandle.standardError.write(Data("\(summary)\n".utf8)) }
        exit(arguments[1] == "cancel" && outcome.exitCode == 130 ? 0 : outcome.exitCode)
    }

    /// What the process is told of the world it works in, and of the run it takes up.
    private struct World {
        let killSwitch: KillSwitch
        let brokenHost: String?
        let run: String
        let from: String?
    }

    private static func execute(
        _ action: String, _ project: Project, _ parameters: [String: String], _ store: any RunStore, _ world: World
    ) async -> RunOutcome {
        let controller = RunController(
            project: project, store: store, registry: registry(of: project, world),
            workerExecutable: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appendingPathComponent("moondock-worker").path,
            secrets: SecretStore { _ in nil }, identity: Identity(user: "ada", groups: []), approvals: .park,
            services: StandardPrimitives.services()
        ) { _ in }
        if action != "start" {
            do {
                let run = try await store.find(world.run)
                if action == "rerun" {
                    return await controller.rerun(run, from: world.from, id: .fresh(), control: RunControl())
                }
                // As the commands do.
                if run.status.isEnded {
                    let error = JournalError.runHasEnded(run.id, run.status)
                    return .invalid(Diagnostic(code: "journal", message: error.description))
                }
                let control = RunControl()
                if action == "cancel" {
                    try await store.requestCancel(of: run.id, by: "ada")
                    control.cancel(by: "ada")
                }
                return await controller.resume(run, control: control)
            } catch {
                // Killed before there was a run.
                if action == "cancel" {
                    return .invalid(Diagnostic(code: "journal", message: "\(error)"))
                }
            }
        }
        return await controller.start(
            recipe: "main.lua", environment: "test", parameters: parameters, id: .fresh(), control: RunControl())
    }

    private static func registry(of project: Project, _ world: World) -> PrimitiveRegistry {
        let effects = EffectLog(path: project.root.appendingPathComponent("effects").path)
        return PrimitiveRegistry(
            StandardPrimitives.all().map { primitive in
                WorldPrimitive.names.contains(primitive.declaration.name)
                    ? WorldPrimitive(
                        declaration: primitive.declaration, world: effects, killSwitch: world.killSwitch,
                        brokenHost: world.brokenHost)
                    : primitive
            })
    }
}
