import Crypto

/// The hashes of a run's events, each of which follows from the one before.
///
/// The hash of an event covers all its fields and the hash of the event before it; the first one follows from what the
/// run is made from. So an event that was changed, lost, added or moved is found by going through them once.
public struct EventChain: Sendable {
    /// The hash of the last event; before the first one, of what the run is made from.
    public private(set) var head: ContentHash

    /// Goes on after an event.
    public init(from head: ContentHash) { self.head = head }

    /// The beginning of a run's chain.
    /// - Parameter bundle: the sources it began with; the definition has those it goes on with.
    public init(of definition: RunDefinition, id: RunID, createdAt: Timestamp, bundle: ContentHash) {
        var fields = ChainFields()
        fields.add("moondock run 1")
        fields.add(id.description)
        fields.add(definition.recipe)
        fields.add(definition.environment)
        fields.add(definition.parameters)
        fields.add(bundle.bytes)
        fields.add(definition.seed)
        fields.add(definition.requester)
        fields.add(createdAt.milliseconds)
        fields.add(definition.clock?.milliseconds)
        fields.add(definition.origin?.description)
        fields.add(definition.project?.root)
        fields.add(definition.project.map { $0.isAroundState ? 1 : 0 })
        head = ContentHash(of: fields.bytes)
    }

    /// The hash of an event that follows the last one.
    public func hash(of event: ChainFields) -> ContentHash { Self.hash(of: event, after: head) }

    /// The hash of an event that follows another one.
    public static func hash(of event: ChainFields, after previous: ContentHash) -> ContentHash {
        ContentHash(of: previous.bytes + event.bytes)
    }

    /// Adds an event.
    public mutating func add(_ event: ChainFields) { head = hash(of: event) }
}

/// Fields as they go into a hash: each with its length, and with a mark of its own where there is none.
public struct ChainFields: Sendable {
    /// What is hashed.
    public private(set) var bytes: [UInt8] = []

    /// No fields yet.
    public init() { bytes.reserveCapacity(256) }

    /// The fields of an event.
    public init(_ event: EventRecord, id: Int64, fence: Int64) {
        self.init()
        add(id)
        add(Int64(event.kind.rawValue))
        add(event.path)
        add(Int64(event.attempt))
        add(event.at.milliseconds)
        add(fence)
        add(event.intent?.primitive)
        add(event.intent.map { Int64($0.revision) })
        add(event.intent?.source)
        add(event.intent?.library)
        add(event.intent?.options)
        add(event.intent?.digest.bytes)
        add(event.body)
    }

    /// Adds a number.
    public mutating func add(_ number: Int64?) {
        guard let number else { return bytes.append(0) }
        bytes.append(1)
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Adds text.
    public mutating func add(_ text: String?) {
        add(text.map { Int64($0.utf8.count) })
        if let text { bytes += text.utf8 }
    }

    /// Adds bytes.
    public mutating func add(_ content: [UInt8]?) {
        add(content.map { Int64($0.count) })
        if let content { bytes += content }
    }
}
