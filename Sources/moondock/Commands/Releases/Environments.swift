import ArgumentParser
import Console
import Foundation
import Journal
import Primitives
import Recipes
import RunReports

struct Environments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environments",
        abstract: "Show which release runs in which environment, since when and by whom, and what differs there.",
        discussion: """
            Engines are asked whether they still have what was deployed; --offline asks none. A second machine knows of an \
            environment what it deployed there itself, and what came with the releases that it pulled.
            """)

    @Argument(help: "Only this environment.")
    var name: String?

    @Flag(help: "Ask no engine.")
    var offline = false

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let standings = EnvironmentStanding.all(try await store.deployments(to: name))
        let idle = RunBundle.environments(of: project)
            .filter { environment in
                (name == nil || name == environment) && !standings.contains { $0.environment == environment }
            }
        var drift: [EnvironmentStanding: Drift] = [:]
        if !offline {
            for standing in standings { drift[standing] = await self.drift(of: standing, project, store) }
        }
        let closures = await self.closures(of: Set(standings.map(\.environment) + idle), project)
        if json {
            for standing in standings {
                print(
                    try JSONText.encode(
                        EnvironmentJSON(
                            standing, drift: drift[standing]?.changes, unknown: drift[standing]?.unknown,
                            closure: closures[standing.environment])))
            }
            for environment in idle {
                print(
                    try JSONText.encode(EnvironmentJSON(idle: environment, closure: closures[environment])))
            }
            return
        }
        guard !standings.isEmpty || !idle.isEmpty else {
            throw CommandError(2, "there is no environment \(name.map { "'\($0)'" } ?? "here")")
        }
        let rows =
            standings.map { row($0, drift: drift[$0]) }
            + idle.map { [$0, "-", "no release", "-", "-", "-", "-"] }
        let table = TableOutput(
            columns: [
                .init("ENVIRONMENT"), .init("APPLICATION"), .init("VERSION"), .init("SINCE"), .init("BY"), .init("RUN"),
                .init("STATE", isFlexible: true),
            ], rows: rows.map { $0.map { StyledText($0) } })
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
        for standing in standings {
            let name = "\(standing.environment), \(standing.application)"
            for line in drift[standing]?.changes ?? [] { print("\(name): \(line)") }
            for line in drift[standing]?.unknown ?? [] { print("\(name): nobody can tell: \(line)") }
        }
        for (environment, closure) in closures.sorted(by: { $0.key < $1.key }) {
            print("\(environment) is closed: \(closure.reason)\(closure.until.map { ", until \($0.text)" } ?? "")")
        }
    }

    private func row(_ standing: EnvironmentStanding, drift: Drift?) -> [String] {
        let current = standing.current
        var state = current == nil ? "never deployed" : drift.map(Self.word) ?? "not asked"
        if let reason = current?.skipReason { state += "; a phase was left out: \(reason)" }
        if let pending = standing.pending {
            state += "; \(pending.version): \(pending.status.rawValue), run \(pending.run)"
        }
        return [
            standing.environment, standing.application, current?.version ?? "-", current?.updatedAt.text ?? "-",
            current?.requester ?? "-", current?.run.description ?? "-", state,
        ]
    }

    /// The environments in which no run may begin now.
    private func closures(
        of environments: Set<String>, _ project: Project
    ) async -> [String: DeploymentCalendar.Closure] {
        var closures: [String: DeploymentCalendar.Closure] = [:]
        for name in environments {
            let environment = try? await RecipeInspection.environment(
                name, in: project, registry: .standard, workerExecutable: WorkerExecutable.path)
            closures[name] = (try? environment?.calendar())?.closure(at: .now)
        }
        return closures
    }

    private static func word(_ drift: Drift) -> String {
        if !drift.changes.isEmpty { return "differs" }
        return drift.unknown.isEmpty ? "as deployed" : "unknown"
    }

    /// What engines have otherwise than the run has left it.
    private func drift(of standing: EnvironmentStanding, _ project: Project, _ store: any RunStore) async -> Drift {
        guard let current = standing.current else { return Drift() }
        do {
            guard try await store.known(among: [current.run.description]).contains(current.run.description) else {
                return Drift(unknown: "the run \(current.run) is not in this journal")
            }
            let run = try await store.find(current.run.description)
            let pinned = try RunBundle(decoding: try await store.content(run.definition.bundle))
            let environment = try await RecipeInspection.environment(
                standing.environment, in: project,
                else: pinned.files[RunBundle.path(ofEnvironment: standing.environment)],
                registry: .standard, workerExecutable: WorkerExecutable.path)
            let containers = DeployedContainer.all(leftBy: try await store.events(of: run.id).map(\.event))
            let machines = MachinePool()
            let drift = await DriftCheck(engines: EnginePool(machines: machines)).drift(of: containers, in: environment)
            await machines.close()
            return drift
        } catch {
            return Drift(unknown: "\(error)")
        }
    }
}
