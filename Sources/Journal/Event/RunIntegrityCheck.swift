/// Holds the events of a run against the hashes they were recorded with, and against the run's trail.
public struct RunIntegrityCheck: Sendable {
    /// An event as the journal has it.
    public struct Event: Sendable {
        /// Its number.
        public let id: Int64
        /// Its kind, which need not be one that there is.
        public let kind: Int
        let path: String
        let primitive: String?
        /// All that its hash covers.
        public let fields: ChainFields
        let hash: ContentHash?

        /// Makes an event.
        /// - Parameter hash: the hash it was recorded with.
        public init(
            id: Int64, kind: Int, path: String, primitive: String?, fields: ChainFields, hash: ContentHash?
        ) {
            self.id = id
            self.kind = kind
            self.path = path
            self.primitive = primitive
            self.fields = fields
            self.hash = hash
        }

        var word: String { EventKind(rawValue: kind)?.word ?? "kind \(kind)" }
        var text: String {
            ([word, primitive].compactMap(\.self) + (path.isEmpty ? [] : ["step \(path)"])).joined(separator: " ")
        }
    }

    /// What is wrong.
    public private(set) var faults: [JournalFault] = []
    /// The number of the last event.
    private(set) var last: Int64 = 0
    /// The chain over what is there, whatever its hashes say.
    private(set) var chain: EventChain
    /// The events that the trail does not have.
    public private(set) var untrailed: [TrailEntry] = []
    /// The steps that were begun and have not ended.
    public private(set) var open: Set<String> = []

    /// The hash that the event before was recorded with.
    private var previous: ContentHash
    private var hasHashes = false
    private let trail: [TrailEntry]
    private var marks: [Int64: String]

    /// - Parameters:
    ///   - chain: the beginning, as it follows from what the run is made from.
    ///   - genesis: the beginning as it was recorded; `nil` for a run from before there were chains.
    ///   - trail: the run's trail.
    public init(_ chain: EventChain, genesis: ContentHash?, trail: [TrailEntry]) {
        self.chain = chain
        previous = genesis ?? chain.head
        self.trail = trail
        marks = Dictionary(trail.map { ($0.event, $0.mark) }) { $1 }
        if let genesis, genesis != chain.head { faults.append(.definition) }
    }

    /// Takes the next event.
    public mutating func take(_ event: Event) {
        let expected = last + 1
        let linked = EventChain.hash(of: event.fields, after: previous)
        chain.add(event.fields)
        last = event.id
        note(event)
        let mark = TrailEntry.mark(of: chain.head)
        if let hash = event.hash, event.kind == EventKind.accepted.rawValue, hash == chain.head {
            // What was wrong before was seen by a person, and this covers it as it is.
            faults = []
            (previous, hasHashes) = (hash, true)
            return
        }
        if event.id > expected {
            faults.append(.missing(expected...(event.id - 1)))
            previous = event.hash ?? chain.head
        } else if let hash = event.hash {
            // One that fits the one before it is only the follower of one that was changed.
            if hash != chain.head, hash != linked { faults.append(.changed(event.id, event.text, path: event.path)) }
            previous = hash
        } else {
            if hasHashes { faults.append(.added(event.id, event.text, path: event.path)) }
            previous = chain.head
        }
        hasHashes = hasHashes || event.hash != nil
        if faults.isEmpty, let recorded = marks[event.id], recorded != mark {
            faults.append(.changed(event.id, event.text, path: event.path))
        }
    }

    /// Takes the end.
    /// - Parameter head: the number and hash of the last event as the run has them.
    public mutating func end(head: (event: Int64, hash: ContentHash)?) {
        if let head {
            if head.event > last { faults.append(.missing((last + 1)...head.event)) }
            if head.event < last {
                faults.append(.head("it counts \(head.event) events, and there are \(last)"))
            } else if head.event == last, head.hash != previous {
                faults.append(.head("it does not end with the event that is there"))
            }
        } else if hasHashes {
            faults.append(.head("it does not say how many events there are"))
        }
        let lost = trail.filter { $0.event > last }
        if !lost.isEmpty { faults.append(.loss(after: last, lost)) }
    }

    private mutating func note(_ event: Event) {
        switch EventKind(rawValue: event.kind) {
        case .started: open.insert(event.path)
        case .finished, .failed, .cancelled: open.remove(event.path)
        default: break
        }
        guard event.id > trail.last?.event ?? 0 else { return }
        untrailed.append(
            TrailEntry(
                event: event.id, kind: event.word, primitive: event.primitive, path: event.path, hash: chain.head))
    }
}
