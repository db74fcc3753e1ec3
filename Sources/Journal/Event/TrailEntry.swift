/// One event in the second record of a run, which a store keeps beside the journal: a journal that went back has no more
/// what the trail has.
public struct TrailEntry: Hashable, Sendable {
    /// The number of the event.
    public let event: Int64
    /// Its kind, the primitive and the path of its step, as people read them.
    let text: String
    /// The beginning of its hash.
    let mark: String

    /// Makes an entry.
    public init(event: Int64, kind: String, primitive: String?, path: String, hash: ContentHash) {
        self.event = event
        mark = Self.mark(of: hash)
        // A path comes from a process that is not trusted: it must not make lines.
        let safe = path.unicodeScalars.map { $0.properties.generalCategory == .control ? "_" : String($0) }.joined()
        text = [kind, primitive, safe.isEmpty ? nil : "step \(safe)"].compactMap(\.self).joined(separator: " ")
    }

    /// Reads a line; `nil` where it is none of a trail.
    public init?(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let event = Int64(parts[0]), event > 0, parts[1].count == 16 else { return nil }
        (self.event, mark, text) = (event, String(parts[1]), String(parts[2]))
    }

    /// The line that says it.
    public var line: String { "\(event) \(mark) \(text)\n" }

    static func mark(of hash: ContentHash) -> String { String(hash.description.prefix(16)) }
}
