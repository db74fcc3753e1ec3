import Journal
import Recipes
import RunReports
import TextSafety
import WorkerProtocol

/// The part of the terminal that is redrawn: every open scope, branch and step, fitted to the terminal.
struct LiveRegion {
    /// How many steps may run for each to show its last line of output on a row of its own.
    private static let fewSteps = 3

    let model: RunModel
    let now: Timestamp
    let clock: ClockText

    /// The rows to draw.
    func lines(in size: TerminalSize) -> [StyledText] {
        // The cursor stays on the row below the region.
        let budget = max(1, size.rows - 1)
        let (rows, hidden) = chosen(from: rows, budget: budget)
        let running = rows.count { $0.rank == .running }
        let showsOutput = running <= Self.fewSteps && rows.count + running < budget && hidden.isEmpty
        var lines: [StyledText] = []
        for var row in rows {
            let below = showsOutput ? row.outputRow(width: size.columns) : nil
            if below != nil { row.output = nil }
            lines.append(row.fitted(toWidth: size.columns))
            if let below { lines.append(below) }
        }
        if !hidden.isEmpty { lines.append(more(hidden).truncated(toWidth: size.columns)) }
        return lines
    }

    /// All rows, from the outside in.
    var rows: [LiveRow] {
        let open = OpenTree(model)
        return open.children(of: "").flatMap { rows(of: $0, depth: 0, in: open) }
    }

    private func rows(of node: OpenTree.Node, depth: Int, in open: OpenTree) -> [LiveRow] {
        switch node {
        case .step(let step): [row(of: step, depth: depth)]
        case .scope(let scope):
            [row(of: scope, depth: depth)] + branchRows(of: scope, depth: depth + 1, in: open)
                + open.children(of: scope.opening.path).flatMap { rows(of: $0, depth: depth + 1, in: open) }
        }
    }

    private func row(of step: OpenStep, depth: Int) -> LiveRow {
        let elapsed = DurationText.running(seconds: now.seconds(since: step.startedAt))
        var row = LiveRow(
            rank: .running, depth: depth, symbol: spinner, tone: .active, path: step.start.path, title: step.title,
            elapsed: elapsed, detail: step.progress.map(text), output: step.tail.last)
        if let wait = step.wait {
            row.rank = .waiting
            row.symbol = TranscriptLine.Marker.waiting.symbol
            row.tone = .warning
            let since = step.waitsSince ?? step.startedAt
            let isLater = since.seconds(since: step.startedAt) >= 1
            let duration = isLater ? " for \(DurationText.running(seconds: now.seconds(since: since)))" : ""
            row.detail = wait.reason + duration + (wait.until.map { " (until \(clock.brief($0, now: now)))" } ?? "")
        }
        return row
    }

    private func row(of scope: OpenScope, depth: Int) -> LiveRow {
        let count = scope.branches.count
        let ended = scope.branches.count { $0.state.isEnded }
        return LiveRow(
            rank: .header, depth: depth, symbol: spinner, tone: .active, path: scope.opening.path, title: scope.title,
            elapsed: DurationText.running(seconds: now.seconds(since: scope.openedAt)),
            detail: count == 0 ? nil : "\(ended) of \(count) done")
    }

    private func branchRows(of scope: OpenScope, depth: Int, in open: OpenTree) -> [LiveRow] {
        let nameWidth = min(24, scope.branches.map { DisplayWidth.of(SafeText.neutralised($0.name)) }.max() ?? 0)
        return scope.branches.flatMap { branch in
            // A branch that is inside a scope shows it on its own row, and what is in the scope below.
            let inside = open.children(of: branch.path)
            var row = LiveRow(rank: .queued, depth: depth, symbol: "·", tone: .faint, title: "waits for its turn")
            var below: [LiveRow] = []
            switch branch.state {
            case .queued: break
            case .done: row = LiveRow(rank: .done, depth: depth, symbol: "✓", tone: .success, title: "done")
            case .failed(let message):
                row = LiveRow(rank: .failed, depth: depth, symbol: "✗", tone: .failure, title: message)
            case .running:
                if let first = inside.first {
                    let rows = rows(of: first, depth: depth, in: open)
                    row = rows[0]
                    below = rows.dropFirst() + inside.dropFirst().flatMap { self.rows(of: $0, depth: depth, in: open) }
                } else {
                    row = LiveRow(rank: .running, depth: depth, symbol: spinner, tone: .active, title: "")
                }
            }
            row.name = branch.name
            row.nameWidth = nameWidth
            return [row] + below
        }
    }

    /// As many rows as fit, the most telling first, in their own order.
    private func chosen(from rows: [LiveRow], budget: Int) -> (rows: [LiveRow], hidden: [LiveRow]) {
        guard rows.count > budget else { return (rows, []) }
        let ranked = rows.indices.sorted { (rows[$0].rank, $0) < (rows[$1].rank, $1) }
        let kept = Set(ranked.prefix(budget - 1))
        return (rows.indices.filter(kept.contains).map { rows[$0] }, ranked.dropFirst(budget - 1).map { rows[$0] })
    }

    private func more(_ hidden: [LiveRow]) -> StyledText {
        let words: [(LiveRow.Rank, String)] = [
            (.running, "running"), (.waiting, "waiting"), (.failed, "failed"), (.queued, "queued"), (.done, "done"),
        ]
        let counts = words.compactMap { rank, word in
            let count = hidden.count { $0.rank == rank }
            return count == 0 ? nil : "\(count) \(word)"
        }
        let list = counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
        return StyledText("  … \(hidden.count) more\(list)", .faint)
    }

    private var spinner: String {
        let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
        // Below ten, whatever the clock says; moments before 1970 count as well.
        return frames[Int((now.milliseconds / 100).magnitude % UInt64(frames.count))]
    }

    private func text(_ progress: StepProgress) -> String {
        guard let percent = progress.percent else { return progress.message }
        let filled = percent / 10
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 10 - filled)
        return "\(bar) \(percent)% \(progress.message)"
    }
}

extension OpenScope.BranchState {
    /// Whether the branch has come to its end.
    var isEnded: Bool {
        switch self {
        case .done, .failed: true
        case .queued, .running: false
        }
    }
}
