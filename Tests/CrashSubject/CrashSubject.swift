import Foundation
import Journal
import JournalTestSupport
import LuaRuntime
import Primitives
import Recipes

/// Runs or resumes one recipe in a world of its own, and kills itself at a point that the test names.
///
///     crash-subject PROJECT start|resume [--die POINT] [--version VERSION] [--forgetful]
///
/// Points are passed before and after each write to the journal, and before and after each effect. Prints how many were
/// passed, and exits with the run's exit code. With `--forgetful` the journal says that it has written what it is about
/// to write, which is a fault the tests have to find.
@main enum CrashSubject {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { exit(2) }
        func option(_ name: String) -> String? { arguments.firstIndex(of: name).map { arguments[$0 + 1] } }
        let fatal = option("--die").flatMap { Int($0) }
        let killSwitch = KillSwitch(fatal: fatal)
        let project = Project(root: URL(fileURLWithPath: arguments[0]))
        let journal = try SQLiteRunStore(directory: project.state)
        let delay = arguments.contains("--forgetful") ? Duration.milliseconds(20) : nil
        let store = InterceptedStore(store: journal, delay: delay) { _ in
            killSwitch.pass()
        } after: { _ in
            killSwitch.pass()
        }
        let parameters = option("--version").map { ["version": $0] } ?? [:]
        let ending = await carryOn(arguments[1], project, parameters, store, killSwitch)
        try journal.close()
        print(killSwitch.count)
        if let summary = ending.summary { FileHandle.standardError.write(Data("\(summary)\n".utf8)) }
        exit(ending.exitCode)
    }

    private static func carryOn(
        _ action: String, _ project: Project, _ parameters: [String: String], _ store: any RunStore,
        _ killSwitch: KillSwitch
    ) async -> RunEnding {
        let controller = RunController(
            project: project, store: store, registry: registry(of: project, killSwitch),
            workerExecutable: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appendingPathComponent("moondock-worker").path,
            secrets: SecretStore { _ in nil }, identity: Identity(user: "ada", groups: []), approvals: .park
        ) { _ in }
        if action == "resume" {
            do {
                let run = try await store.find("last")
                // As `moondock resume` does.
                if run.status.isEnded {
                    let error = JournalError.runHasEnded(run.id, run.status)
                    return .invalid(Diagnostic(code: "journal", message: error.description))
                }
                return await controller.resume(run, control: RunControl())
            } catch {
                // Killed before there was a run.
            }
        }
        return await controller.start(
            recipe: "main.lua", environment: "test", parameters: parameters, id: .fresh(), control: RunControl())
    }

    private static func registry(of project: Project, _ killSwitch: KillSwitch) -> PrimitiveRegistry {
        let world = EffectLog(path: project.root.appendingPathComponent("effects").path)
        return PrimitiveRegistry(
            StandardPrimitives.all().map { primitive in
                WorldPrimitive.names.contains(primitive.declaration.name)
                    ? WorldPrimitive(declaration: primitive.declaration, world: world, killSwitch: killSwitch)
                    : primitive
            })
    }
}
