import Foundation
import GRDB
import JournalTestSupport

@testable import Journal
@testable import SQLiteJournal

extension StoreFixture {
    /// Changes the journal behind the store's back, as somebody with an editor for databases would.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        let database = try DatabaseQueue(path: directory.appendingPathComponent("journal.sqlite").path)
        try database.write { try $0.execute(sql: sql, arguments: arguments) }
        try database.close()
    }

    /// A run with two steps that ended and one that was begun, given up.
    func threeSteps(_ name: String = "261124-030405-test") async throws -> RunID {
        let lease = try await run(name)
        try await store.append([.started("1")], under: lease)
        try await store.append([.finished("1"), .started("2")], under: lease)
        try await store.append([.finished("2"), .started("3")], under: lease)
        try await store.release(lease, status: .failed, summary: nil)
        return lease.run
    }

    /// What is wrong with a run.
    func faults(of run: RunID) async throws -> [String] {
        try await store.faults(of: run, isTakenUp: true).map(\.description)
    }

    /// An acceptance of the journal as it is.
    static func acceptance(project: RunProject? = nil) -> Acceptance {
        Acceptance(
            event: EventRecord(kind: .accepted, path: "", at: Timestamp(milliseconds: 9), body: [7]), damage: true,
            project: project)
    }
}
