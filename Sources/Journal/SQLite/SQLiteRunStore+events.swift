import Foundation
import GRDB

extension SQLiteRunStore {
    /// Inserts a batch in one transaction; an entry whose lease is outdated is refused, the others go in.
    static func insert(_ batch: [GroupCommit.Entry], _ db: Database) throws -> [(any Error)?] {
        try batch.map { entry in
            guard try isCurrent(entry.lease, db) else { return JournalError.fenced(entry.lease.run) }
            for event in entry.events { try insert(event, under: entry.lease, db) }
            return nil
        }
    }

    static func isCurrent(_ lease: RunLease, _ db: Database) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT fence FROM run WHERE id = ?")
        return try Int64.fetchOne(select, arguments: [lease.row]) == lease.fence
    }

    static func insert(_ event: EventRecord, under lease: RunLease, _ db: Database) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO event (run, id, kind, path, attempt, at, fence, primitive, revision, source, library,
                                   options, digest, body)
                VALUES (?1, 1 + coalesce((SELECT max(id) FROM event WHERE run = ?1), 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?)
                """)
        let intent = event.intent
        // By their places: by their names it would take several times as long.
        try insert.execute(arguments: [
            lease.row, event.kind.rawValue, event.path, event.attempt, event.at.milliseconds, lease.fence,
            intent?.primitive, intent?.revision, intent?.source, intent?.library, intent.map { Data($0.options) },
            intent.map { Data($0.digest.bytes) }, event.body.map { Data($0) },
        ])
        if event.kind == .edited, let bundle = intent?.digest {
            try db.execute(
                sql: "UPDATE run SET bundle = ? WHERE id = ?", arguments: [Data(bundle.bytes), lease.row])
        }
    }

    /// All events of a run in order.
    public func events(of run: RunID) async throws -> [StoredEvent] {
        try await database.read { db in
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
