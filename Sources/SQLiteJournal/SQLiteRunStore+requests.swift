import Foundation
import GRDB
import Journal

/// Rows of requests and answers.
extension SQLiteRunStore {
    /// The row of a run.
    static func row(of run: RunID, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT id FROM run WHERE uid = ?", arguments: [run.description])
    }

    static func insert(_ record: ApprovalRecord, row: Int64, _ db: Database) throws {
        let request = record.request
        try db.execute(
            sql: """
                INSERT INTO approval (run, path, round, message, details, approvers, excluded, needed, form, binding,
                                      once, requested_at, deadline, on_timeout, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                row, request.path, record.round, request.message, request.details.joined(separator: "\n"),
                request.approvers.joined(separator: "\n"), request.excluded.joined(separator: "\n"), request.count,
                try json(request.form), request.binding.map { Data($0.bytes) }, request.once,
                request.requestedAt.milliseconds, request.deadline?.milliseconds, request.onTimeout.rawValue,
                record.state.rawValue,
            ])
    }

    static func insert(_ answer: RecordedAnswer, to record: ApprovalRecord, row: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO answer (run, path, round, user, approved, channel, comment, fields, at, member_of, binding)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                row, record.request.path, record.round, answer.user, answer.isApproved, answer.channel,
                answer.comment, try json(answer.fields), answer.at.milliseconds,
                answer.groups?.joined(separator: "\n"), answer.binding.map { Data($0.bytes) },
            ])
    }

    /// Writes down what became of a request, and wakes the run where it is parked.
    static func settle(_ record: ApprovalRecord, row: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE approval SET state = ?, decided_by = ?, channel = ?, comment = ?, decided_at = ?
                WHERE run = ? AND path = ? AND round = ?
                """,
            arguments: [
                record.state.rawValue, record.decidedBy, record.channel, record.comment,
                record.decidedAt?.milliseconds, row, record.request.path, record.round,
            ])
        try db.execute(
            sql: "UPDATE run SET wake_at = ? WHERE id = ? AND status = 'parked'",
            arguments: [record.decidedAt?.milliseconds, row])
    }

    static func record(
        of run: RunID, row: Int64, path: String, round: Int, _ db: Database
    ) throws -> ApprovalRecord {
        guard let record = try records(of: run, row: row, path: path, db).first(where: { $0.round == round }) else {
            throw JournalError.noPendingApproval(run)
        }
        return record
    }

    /// The requests of a run, the pending ones first, then in the order in which they were made.
    /// - Parameter path: only those of one step.
    static func records(
        of run: RunID, row: Int64, path: String? = nil, _ db: Database
    ) throws -> [ApprovalRecord] {
        let condition = path == nil ? "run = ?" : "run = ? AND path = ?"
        let arguments: StatementArguments = path.map { [row, $0] } ?? [row]
        var answers: [String: [RecordedAnswer]] = [:]
        let given = try Row.fetchCursor(
            db, sql: "SELECT * FROM answer WHERE \(condition) ORDER BY at", arguments: arguments)
        while let answer = try given.next() {
            answers["\(answer["round"] as Int) \(answer["path"] as String)", default: []].append(Self.answer(answer))
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM approval WHERE \(condition) ORDER BY state = 'pending' DESC, requested_at, round
                """,
            arguments: arguments
        ).map { row in
            let (path, round): (String, Int) = (row["path"], row["round"])
            return try Self.record(of: run, from: row, answers["\(round) \(path)"] ?? [])
        }
    }

    private static func answer(_ row: Row) -> RecordedAnswer {
        let fields: String = row["fields"]
        let (groups, binding): (String?, Data?) = (row["member_of"], row["binding"])
        return RecordedAnswer(
            user: row["user"], isApproved: row["approved"], channel: row["channel"], comment: row["comment"],
            fields: (try? value(fields)) ?? [:], at: Timestamp(milliseconds: row["at"]), groups: groups.map(lines),
            binding: binding.flatMap { ContentHash(bytes: Array($0)) })
    }

    private static func record(
        of run: RunID, from row: Row, _ answers: [RecordedAnswer]
    ) throws -> ApprovalRecord {
        let (deadline, decidedAt): (Int64?, Int64?) = (row["deadline"], row["decided_at"])
        let (form, binding): (String, Data?) = (row["form"], row["binding"])
        return ApprovalRecord(
            run: run, round: row["round"],
            request: ApprovalRequest(
                path: row["path"], message: row["message"], details: lines(row["details"]),
                approvers: lines(row["approvers"]), excluded: lines(row["excluded"]), count: row["needed"],
                form: try value(form), requestedAt: Timestamp(milliseconds: row["requested_at"]),
                deadline: deadline.map { Timestamp(milliseconds: $0) },
                onTimeout: ApprovalTimeout(rawValue: row["on_timeout"]) ?? .reject,
                binding: binding.flatMap { ContentHash(bytes: Array($0)) }, once: row["once"]),
            state: ApprovalState(rawValue: row["state"]) ?? .pending, answers: answers, decidedBy: row["decided_by"],
            channel: row["channel"], comment: row["comment"],
            decidedAt: decidedAt.map { Timestamp(milliseconds: $0) })
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
