import DatabaseBackup
import Foundation

/// A small SQLite database and a destination, for tests of everything that is the same for all engines.
struct StoreFixture {
    let live: SQLiteFixture
    let directory: TemporaryDirectory
    var destination: String { directory.path }
    var store: BackupStore { BackupStore(destination: destination) }

    init(rows: Int = 10, width: Int = 20) throws {
        live = try SQLiteFixture(rows: rows, width: width)
        directory = try TemporaryDirectory()
    }

    func request(_ id: String = "app", token: String? = nil, keep: Int? = nil) -> BackupRequest {
        BackupRequest(
            target: BackupTarget(id: id, source: SQLiteSource(path: live.path)), destination: destination, token: token,
            keep: keep)
    }

    @discardableResult
    func backUp(_ id: String = "app", token: String? = nil, keep: Int? = nil) async throws -> BackupRecord {
        try await BackupRunner().run(request(id, token: token, keep: keep)).backup
    }

    /// Changes one bit in the middle of the copy.
    func flipBit(of backup: BackupRecord) throws {
        let url = URL(filePath: backup.directory + "/database.sqlite")
        var data = try Data(contentsOf: url)
        data[data.count / 2] ^= 1
        try data.write(to: url)
    }
}
