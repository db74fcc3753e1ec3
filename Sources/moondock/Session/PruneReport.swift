import Console
import Journal

/// What pruning did, or would do.
struct PruneReport: Encodable {
    let isDryRun: Bool
    let runs: [String]
    let events: Int
    let sources: Int
    /// Bytes of the logs that went.
    let logBytes: Int64
    /// Bytes by which the journal's file became smaller.
    let journalBytes: Int64
    /// Bytes of the journal that hold nothing now.
    let freeBytes: Int64

    init(wouldRemove runs: [RunRecord], size: JournalSize) {
        isDryRun = true
        self.runs = runs.map(\.id.description)
        (events, sources, logBytes, journalBytes, freeBytes) = (0, 0, 0, 0, size.free)
    }

    init(_ pruned: PrunedRuns, logBytes: Int64, before: JournalSize, after: JournalSize) {
        isDryRun = false
        runs = pruned.runs.map(\.description)
        events = pruned.events
        sources = pruned.sources
        self.logBytes = logBytes
        journalBytes = max(0, before.total - after.total)
        freeBytes = after.free
    }

    var text: String {
        let count = runs.count == 1 ? "1 run" : "\(runs.count) runs"
        if isDryRun {
            guard !runs.isEmpty else { return "no run would go" }
            let more = runs.count > 20 ? ["  … and \(runs.count - 20) more"] : []
            return (["\(count) would go:"] + runs.prefix(20).map { "  \($0)" } + more).joined(separator: "\n")
        }
        var lines = ["removed \(count) with \(events) events and \(ByteCountText.text(bytes: logBytes)) of logs"]
        if journalBytes > 0 { lines.append("the journal's file is \(ByteCountText.text(bytes: journalBytes)) smaller") }
        if freeBytes > 0 {
            lines.append(
                "the journal has \(ByteCountText.text(bytes: freeBytes)) free for later runs; --compact gives them back"
            )
        }
        return lines.joined(separator: "\n")
    }
}
