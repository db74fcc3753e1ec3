import Foundation
import GRDB
public import Journal

/// Holding a run against what it was recorded with.
extension SQLiteRunStore {
    /// Where the journal of a run is not what was recorded; see `RunStore.faults`.
    public func faults(of run: RunID, isTakenUp: Bool) async throws -> [JournalFault] {
        try await read { [directory] db in
            guard let row = try Self.row(of: run, db) else { throw JournalError.noSuchRun(run.description) }
            return try Self.integrity(on: run, row: row, in: directory, isTakenUp: isTakenUp, db).faults
        }
    }

    /// What was found.
    struct IntegrityReport: Sendable {
        var faults: [JournalFault] = []
        /// The events that the run's trail lacks.
        var untrailed: [TrailEntry] = []
        var hasLostTrail = false
    }

    static func integrity(
        on run: RunID, row: Int64, in folder: URL, isTakenUp: Bool, _ db: Database
    ) throws -> IntegrityReport {
        // Before the first read, which fixes what is seen: a run that goes on adds to its trail what it has recorded.
        let trail = EventTrail.entries(of: run, in: folder)
        guard let stored = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [row]) else {
            throw JournalError.noSuchRun(run.description)
        }
        let (record, first) = (Self.run(from: stored), Self.firstBundle(of: stored))
        let (genesis, head) = (hash(stored["genesis"]), Self.head(of: stored))
        var check = RunIntegrityCheck(
            EventChain(of: record.definition, id: run, createdAt: record.createdAt, bundle: first), genesis: genesis,
            trail: trail ?? [])
        var bundle = first
        try eachEvent(of: row, db) { event, digest in
            check.take(event)
            if event.kind == EventKind.edited.rawValue, let digest { bundle = digest }
        }
        check.end(head: head)
        var faults = check.faults
        if genesis != nil, bundle != record.definition.bundle, !faults.contains(.definition) {
            faults.append(.definition)
        }
        if let fault = try sourcesFault(record.definition.bundle, db) { faults.append(fault) }
        let open = isTakenUp ? check.open : nil
        faults += try records(of: run, row: row, db).compactMap { $0.fault(openSteps: open, at: .now) }
        return IntegrityReport(
            faults: faults, untrailed: check.untrailed,
            hasLostTrail: trail == nil && (head?.event ?? 0) > 0)
    }

    /// Puts the beginning and the head of a run's chain as they follow from what is there.
    static func rechain(row: Int64, _ db: Database) throws {
        guard let stored = try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [row]) else { return }
        let record = run(from: stored)
        let first = firstBundle(of: stored)
        var chain = EventChain(of: record.definition, id: record.id, createdAt: record.createdAt, bundle: first)
        let genesis = chain.head
        var last: Int64 = 0
        try eachEvent(of: row, db) { event, _ in
            chain.add(event.fields)
            last = event.id
        }
        try db.execute(
            sql: "UPDATE run SET genesis = ?, first_bundle = ?, head_event = ?, head_hash = ? WHERE id = ?",
            arguments: [Data(genesis.bytes), Data(first.bytes), last, Data(chain.head.bytes), row])
    }

    static func head(of run: Row) -> (event: Int64, hash: ContentHash)? {
        guard let event: Int64 = run["head_event"], let hash = hash(run["head_hash"]) else { return nil }
        return (event, hash)
    }

    private static func firstBundle(of run: Row) -> ContentHash {
        hash(run["first_bundle"]) ?? Self.run(from: run).definition.bundle
    }

    private static func hash(_ data: Data?) -> ContentHash? { data.flatMap { ContentHash(bytes: Array($0)) } }

    private static func sourcesFault(_ bundle: ContentHash, _ db: Database) throws -> JournalFault? {
        let content = try Data.fetchOne(
            db, sql: "SELECT content FROM blob WHERE hash = ?", arguments: [Data(bundle.bytes)])
        guard let content else { return .sources(bundle, isThere: false) }
        return ContentHash(of: content) == bundle ? nil : .sources(bundle, isThere: true)
    }

    private static func eachEvent(
        of row: Int64, _ db: Database, _ body: (RunIntegrityCheck.Event, ContentHash?) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, kind, path, attempt, at, fence, primitive, revision, source, library, options, digest, body,
                       hash
                FROM event WHERE run = ? ORDER BY id
                """,
            arguments: [row])
        while let row = try rows.next() {
            let event = RunIntegrityCheck.Event(
                id: row[0], kind: row[1], path: row[2], primitive: row[6], fields: ChainFields(row),
                hash: hash(row[13]))
            try body(event, hash(row[11]))
        }
    }
}

extension ChainFields {
    /// The fields of a row, in the order in which `ChainFields(_:id:fence:)` has them.
    fileprivate init(_ row: Row) {
        self.init()
        for (index, isNumber) in Self.numbers.enumerated() {
            if isNumber { add(row[index] as Int64?) } else { add((row[index] as Data?).map { Array($0) }) }
        }
    }

    /// Which of the columns are numbers: id, kind, attempt, at, fence and revision.
    private static let numbers = [
        true, true, false, true, true, true, false, true, false, false, false, false, false,
    ]
}
