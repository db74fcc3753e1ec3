import ArgumentParser
import Console
import Foundation
import Journal
import Recipes

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a run as a tree: its steps, how long they took, what it waits for.")

    @Argument(help: "The run; `last` for the newest.")
    var run = "last"

    @Flag(help: "Print the run as JSON.")
    var json = false

    @Flag(help: "Print the path of each step, by which other commands name it.")
    var paths = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func run() async throws {
        let store = try options.store(of: options.project())
        let record = try await store.find(run)
        let history = RunHistory(events: try await store.events(of: record.id), registry: .standard)
        let approvals = try await store.approvals(of: record.id)
        if json {
            print(
                try JSONText.encode(
                    RunDetailsJSON(
                        run: RunJSON(record), steps: history.steps, approvals: approvals.map(ApprovalJSON.init))))
            return
        }
        let width = TerminalSize.of(descriptor: 1)?.columns
        let place = record.definition.environment.map { " for \($0)" } ?? ""
        let title = "\(record.id)  \(record.definition.recipe)\(place)  \(record.status.rawValue)"
        let tree = RunTree(
            title: StyledText(title), nodes: history.nodes(isLive: record.status == .running, hasPaths: paths))
        print(tree.text(width: width, palette: .plain), terminator: "")
        if let summary = record.summary { print("  \(SafeText.neutralised(summary))") }
        for approval in approvals where approval.state == .pending { print(Self.waiting(approval)) }
        for lock in try await store.locks() where lock.run == record.id {
            print(
                "  holds the lock '\(SafeText.neutralised(lock.request.name))' since \(ClockText.local.dateAndTime(lock.since))"
            )
        }
    }

    private static func waiting(_ approval: ApprovalRecord) -> String {
        let since = DurationText.text(seconds: Timestamp.now.seconds(since: approval.request.requestedAt))
        let until = approval.request.deadline.map { ", until \(ClockText.local.dateAndTime($0))" } ?? ""
        let people = approval.request.approvers.isEmpty ? "anybody" : approval.request.approvers.joined(separator: ", ")
        return """
              step \(approval.request.path) waits for \(people) since \(since)\(until): \
            \(SafeText.neutralised(approval.request.message))
              moondock approve \(approval.run)   or   moondock reject \(approval.run)
            """
    }
}

/// A run with its steps, for scripts.
struct RunDetailsJSON: Encodable {
    let run: RunJSON
    let steps: [RunHistory.Step]
    let approvals: [ApprovalJSON]
}
