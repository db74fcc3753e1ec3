import ArgumentParser
import Foundation
import Journal
import Recipes
import RunReports

struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Take old runs out of the journal, with their logs.",
        discussion: """
            A run stays when --keep or --older-than keeps it. Runs that could still be resumed stay: parked, failed, \
            interrupted, in need of attention; with --all they go too. What a living process executes always stays.

            Examples:
              moondock prune --keep 20                    the newest 20 of each recipe and environment stay
              moondock prune --keep 20 --older-than 30d   so do all of the last 30 days
              moondock prune --older-than 90d --dry-run   only say what would go
            """)

    @Option(help: ArgumentHelp("How many of the newest runs of each recipe and environment stay.", valueName: "n"))
    var keep: Int?

    @Option(help: ArgumentHelp("Runs younger than this stay, such as 30d or 12h.", valueName: "age"))
    var olderThan: String?

    @Flag(help: "Also runs that could still be resumed.")
    var all = false

    @Flag(help: "Only say what would go.")
    var dryRun = false

    @Flag(help: "Give the room in the journal back to the file system; other processes wait meanwhile.")
    var compact = false

    @Flag(help: "Print what went as JSON.")
    var json = false

    @OptionGroup(title: "Project") var options: ProjectOptions

    func validate() throws {
        if let keep, keep < 0 { throw ValidationError("--keep must not be negative") }
        guard keep != nil || olderThan != nil || compact else {
            throw ValidationError("say which runs stay: --keep N, --older-than AGE, or both")
        }
        if let olderThan, Duration(olderThan) == nil {
            throw ValidationError("--older-than takes an age like 30d or 12h, not '\(olderThan)'")
        }
    }

    func run() async throws {
        let project = options.project()
        let store = try options.store(of: project)
        let now = Timestamp.now
        let since = olderThan.flatMap { Duration($0) }.map { now.adding(seconds: -$0.seconds) }
        let isAsked = keep != nil || since != nil
        let rule = RetentionRule(keep: keep, since: since, includesOpenRuns: all)
        let runs = isAsked ? try await store.prunable(rule) : []
        if dryRun { return try await say(PruneReport(wouldRemove: runs, size: try await store.size())) }
        let files = RunFiles(project: project, store: store)
        // What a process that was killed has left behind.
        var freed = try await files.removeLeftovers(now: now)
        let pruned = try await store.prune(runs)
        freed += try await files.removeLeftovers(now: now)
        let before = try await store.size()
        if compact { try await store.compact() }
        let after = try await store.size()
        try await say(PruneReport(pruned, logBytes: freed, before: before, after: after))
        try store.close()
    }

    private func say(_ report: PruneReport) async throws {
        if json { print(try JSONText.encode(report)) } else { print(lines: report.text) }
    }
}
