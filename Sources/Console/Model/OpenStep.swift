import Journal
import Recipes

/// A step that has begun and not ended.
struct OpenStep: Hashable, Sendable {
    /// How many lines of output are kept to be shown if it fails.
    static let tailLimit = 10

    let start: StepStart
    let startedAt: Timestamp
    /// Its place in the order of beginnings.
    let order: Int
    var tail: [String] = []
    var progress: StepProgress?
    var progressShownAt: Timestamp?
    var wait: Wait?
    /// When the wait began.
    var waitsSince: Timestamp?
    /// Whether a log does not show its beginning yet, because it may turn out to come from the journal.
    var isHeld: Bool

    var title: String {
        let call = start.title.isEmpty ? start.primitive : "\(start.primitive) \(start.title)"
        return start.caller.map { "\(call) [\($0)]" } ?? call
    }

    mutating func append(output line: String) {
        if tail.count == Self.tailLimit { tail.removeFirst() }
        tail.append(line)
    }
}
