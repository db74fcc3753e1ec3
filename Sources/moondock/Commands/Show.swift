import ArgumentParser
import Console
import Foundation
import Journal
import Recipes
import RunReports

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a run as a tree: its steps, how long they took, what it waits for.")

    @Argument(help: "The run; `last` for the newest.")
    var run = "last"

    @Flag(help: "Print the run as JSON.")
    var json = false

    @Flag(help: "Print the path of each step, by which other commands name it.")
    var paths = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let record = try await options.run(run, in: store, of: project)
        let approvals = try await store.approvals(of: record.id)
        let hasLiveOwner = try await store.hasLiveOwner(record.id)
        let faults = try await store.faults(of: record.id, isTakenUp: false).map(\.description)
        let history = RunHistory(
            events: try await store.events(of: record.id), approvals: approvals, registry: .standard)
        if json {
            print(
                try JSONText.encode(
                    RunDetailsJSON(
                        record, RunLiveness(record, hasLiveOwner: hasLiveOwner), history, approvals: approvals,
                        faults: faults)))
            return
        }
        let width = TerminalSize.of(descriptor: 1)?.columns
        let place = record.definition.environment.map { " for \($0)" } ?? ""
        let title = "\(record.id)  \(record.definition.recipe)\(place)  \(record.status.rawValue)"
        let tree = RunTree(title: StyledText(title), nodes: history.nodes(isLive: hasLiveOwner, hasPaths: paths))
        print(lines: tree.text(width: width, palette: .plain), terminator: "")
        for fault in faults { print("  ! \(fault)") }
        if let summary = record.summary { print("  \(summary)") }
        if record.status == .running, !hasLiveOwner {
            print("  no process executes it any more; continue with: moondock resume \(record.id)")
        }
        if record.status == .needsAttention, !hasLiveOwner {
            for line in history.decisions(of: record.id) { print("  \(line)") }
        }
        if hasLiveOwner, let process = record.stoppedProcess { print("  \(process)") }
        if !hasLiveOwner {
            for line in history.leftRunning(of: record.id, .standard) { print("  still runs: \(line)") }
        }
        if let root = record.definition.project?.root, !project.has(record) {
            print("  it belongs to the project in \(root), and is resumed there")
        }
        for approval in approvals where approval.state == .voided && !approval.answers.isEmpty {
            let people = approval.answers.map(\.user).joined(separator: ", ")
            print("  the answer of \(people) to step \(approval.request.path) is void: it was given to other sources")
        }
        for approval in approvals where approval.state == .pending {
            for line in PendingApproval(approval, now: .now).lines { print("  \(line)") }
        }
        for lock in try await store.locks() where lock.run == record.id {
            print("  holds the lock '\(lock.request.name)' since \(ClockText.local.dateAndTime(lock.since))")
        }
    }
}
