import ArgumentParser
import Console
import Foundation
import Primitives
import Recipes
import RunReports

struct Hosts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask all hosts of an environment how they are.",
        discussion: "Exits with 1 where one of them, or its engine, does not answer.")

    @Option(name: [.customLong("env"), .short], help: ArgumentHelp("The environment.", valueName: "name"))
    var environment: String

    @Flag(help: "One JSON object a line.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let found: DeploymentEnvironment
        do {
            found = try await EnvironmentInspection.read(
                environment, in: options.project(), registry: .standard, workerExecutable: WorkerExecutable.path)
        } catch let diagnostic as Diagnostic {
            Output.report(diagnostic.rendered)
            throw ExitCode(2)
        }
        let services = StandardPrimitives.services()
        let statuses = await HostSurvey(of: found, services: services).ask()
        try await services.service(MachinePool.self).close()
        if json {
            for status in statuses { print(try JSONText.encode(HostJSON(status))) }
        } else if statuses.isEmpty {
            print("the environment '\(environment)' has no hosts")
        } else {
            show(statuses)
        }
        if statuses.contains(where: { $0.problem != nil || $0.engineProblem != nil }) { throw ExitCode(1) }
    }

    private func show(_ statuses: [HostStatus]) {
        let table = TableOutput(
            columns: [
                .init("HOST"), .init("ROLES", isFlexible: true), .init("AT", isFlexible: true), .init("STATUS"),
                .init("KEY"), .init("LATENCY", isAlignedRight: true), .init("CLOCK", isAlignedRight: true),
                .init("DISK FREE", isAlignedRight: true), .init("ENGINE"),
            ],
            rows: statuses.map { status in Self.cells(of: status).map { StyledText($0) } })
        print(lines: table.text(width: TerminalSize.of(descriptor: 1)?.columns, palette: .plain), terminator: "")
        for problem in statuses.flatMap({ [$0.problem, $0.engineProblem] }).compactMap({ $0 }) {
            print("\n\(problem.message)\(problem.hint.map { "\n  = help: \($0)" } ?? "")")
        }
        for status in statuses where abs(status.clockSkew ?? 0) > 60 {
            print(
                "\n\(status.host.name): its clock is off by \(Self.whole(status.clockSkew ?? 0)) s\n  = help: timedatectl set-ntp true"
            )
        }
    }

    /// A number without its fraction; what no integer can be is as large as one.
    private static func whole(_ number: Double) -> Int {
        Int(exactly: number.rounded()) ?? (number < 0 ? .min : .max)
    }

    private static func cells(of status: HostStatus) -> [String] {
        let roles = status.host.roles.joined(separator: ",")
        let state = status.problem != nil ? "unreachable" : status.place == nil ? "unused" : "ok"
        var key = "-"
        if let isKnown = status.isKeyKnown { key = isKnown ? "known" : "not trusted" }
        var latency = "-"
        if let seconds = status.latency { latency = "\(whole(seconds * 1000)) ms" }
        var clock = "-"
        if let skew = status.clockSkew { clock = abs(skew) < 1 ? "ok" : "\(skew > 0 ? "+" : "")\(whole(skew)) s" }
        var engine = status.engineProblem == nil ? "-" : "no answer"
        if let found = status.engine { engine = "\(found.version), API \(found.api)" }
        return [
            status.host.name, roles.isEmpty ? "-" : roles, status.place ?? "-", state, key, latency, clock,
            status.diskFree.map(size) ?? "-", engine,
        ]
    }

    private static func size(_ bytes: Int64) -> String { "\(bytes / (1 << 30)) GiB" }
}

/// A host as scripts read it.
private struct HostJSON: Encodable {
    let name: String
    let roles: [String]
    let at: String?
    let reachable: Bool
    let hostKeyKnown: Bool?
    let latencyMs: Double?
    let clockSkewSeconds: Double?
    let diskFree: Int64?
    let diskSize: Int64?
    let engine: String?
    let api: String?
    let error: String?
    let code: String?
    let hint: String?

    init(_ status: HostStatus) {
        name = status.host.name
        roles = status.host.roles
        at = status.place
        reachable = status.problem == nil
        hostKeyKnown = status.isKeyKnown
        latencyMs = status.latency.map { ($0 * 10_000).rounded() / 10 }
        clockSkewSeconds = status.clockSkew.map { $0.rounded() }
        diskFree = status.diskFree
        diskSize = status.diskSize
        engine = status.engine?.version
        api = status.engine?.api
        let problem = status.problem ?? status.engineProblem
        error = problem?.message
        code = problem?.code
        hint = problem?.hint
    }
}
