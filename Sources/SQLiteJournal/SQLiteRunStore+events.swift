import Foundation
import GRDB
public import Journal

extension SQLiteRunStore {
    /// What came of one entry of a batch.
    struct Insertion: Sendable {
        let row: Int64
        /// Why nothing of it went in.
        var rejection: JournalError?
        var trail: [TrailEntry] = []
    }

    /// Inserts a batch in one transaction; an entry whose lease is outdated is rejected, the others go in.
    static func insert(_ batch: [GroupCommit.Entry], _ db: Database) throws -> [Insertion] {
        try batch.map { entry in
            do {
                let trail = try insert(entry.events, under: entry.lease, db)
                return Insertion(row: entry.lease.row, trail: trail)
            } catch JournalError.fenced(let run) {
                return Insertion(row: entry.lease.row, rejection: .fenced(run))
            }
        }
    }

    static func isCurrent(_ lease: RunLease, _ db: Database) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT fence FROM run WHERE id = ?")
        return try Int64.fetchOne(select, arguments: [lease.row]) == lease.fence
    }

    /// Adds events to the end of a run's chain.
    /// - Returns: the same events for the run's trail.
    static func insert(
        _ events: [EventRecord], under lease: RunLease, _ db: Database
    ) throws -> [TrailEntry] {
        let select = try db.cachedStatement(sql: "SELECT fence, head_event, head_hash FROM run WHERE id = ?")
        guard let run = try Row.fetchOne(select, arguments: [lease.row]), run[0] == lease.fence else {
            throw JournalError.fenced(lease.run)
        }
        guard var last: Int64 = run[1], let hash = (run[2] as Data?).flatMap({ ContentHash(bytes: Array($0)) }) else {
            throw JournalError.damaged(lease.run, [.head("it does not say how many events the run has")])
        }
        var chain = EventChain(from: hash)
        var trail: [TrailEntry] = []
        for event in events {
            last += 1
            chain.add(ChainFields(event, id: last, fence: lease.fence))
            try insert(event, id: last, hash: chain.head, under: lease, db)
            trail.append(
                TrailEntry(
                    event: last, kind: event.kind.word, primitive: event.intent?.primitive, path: event.path,
                    hash: chain.head))
        }
        let update = try db.cachedStatement(sql: "UPDATE run SET head_event = ?, head_hash = ? WHERE id = ?")
        try update.execute(arguments: [last, Data(chain.head.bytes), lease.row])
        return trail
    }

    private static func insert(
        _ event: EventRecord, id: Int64, hash: ContentHash, under lease: RunLease, _ db: Database
    ) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO event (run, id, kind, path, attempt, at, fence, primitive, revision, source, library,
                                   options, digest, body, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        let intent = event.intent
        // By their places: by their names it would take several times as long.
        try insert.execute(arguments: [
            lease.row, id, event.kind.rawValue, event.path, event.attempt, event.at.milliseconds, lease.fence,
            intent?.primitive, intent?.revision, intent?.source, intent?.library, intent.map { Data($0.options) },
            intent.map { Data($0.digest.bytes) }, event.body.map { Data($0) }, Data(hash.bytes),
        ])
        if event.kind == .edited, let bundle = intent?.digest {
            try db.execute(
                sql: "UPDATE run SET bundle = ? WHERE id = ?", arguments: [Data(bundle.bytes), lease.row])
        }
    }

    /// All events of a run in order.
    public func events(of run: RunID) async throws -> [StoredEvent] {
        try await read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT event.id, kind, path, attempt, at, primitive, revision, source, library, options, digest, body
                    FROM event JOIN run ON run.id = event.run WHERE run.uid = ? ORDER BY event.id
                    """,
                arguments: [run.description])
            var events: [StoredEvent] = []
            while let row = try rows.next() { if let event = Self.event(from: row) { events.append(event) } }
            return events
        }
    }

    /// Reads a row by the places of its columns: by their names it would take as long again.
    private static func event(from row: Row) -> StoredEvent? {
        guard let kind = EventKind(rawValue: row[1]) else { return nil }
        var intent: StepIntent?
        if let primitive: String = row[5], let digest: Data = row[10], let hash = ContentHash(bytes: Array(digest)) {
            let options: Data = row[9]
            intent = StepIntent(
                primitive: primitive, revision: row[6], source: row[7], library: row[8], options: Array(options),
                digest: hash)
        }
        let body: Data? = row[11]
        return StoredEvent(
            id: row[0],
            event: EventRecord(
                kind: kind, path: row[2], attempt: row[3], at: Timestamp(milliseconds: row[4]), intent: intent,
                body: body.map { Array($0) }))
    }
}
