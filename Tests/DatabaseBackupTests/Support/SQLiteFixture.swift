import Foundation
import GRDB

/// A live SQLite database in a temporary directory.
struct SQLiteFixture {
    let directory: TemporaryDirectory
    let path: String
    let queue: DatabaseQueue

    /// - Parameters:
    ///   - rows: rows of table `item`.
    ///   - width: characters in each row.
    ///   - journalMode: SQLite's journal mode.
    init(rows: Int = 100, width: Int = 20, journalMode: String = "WAL") throws {
        directory = try TemporaryDirectory()
        path = directory.path("live.sqlite")
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = \(journalMode)")
            try database.execute(
                sql: """
                    CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                    CREATE INDEX item_text ON item (text);
                    CREATE VIEW short_item AS SELECT id FROM item;
                    PRAGMA user_version = 42;
                    """)
        }
        try insert(rows, width: width)
    }

    func insert(_ rows: Int, width: Int = 20) throws {
        guard rows > 0 else { return }
        try queue.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    INSERT INTO item (text) SELECT substr(hex(randomblob(?)), 1, ?) FROM n
                    """, arguments: [rows, width, width])
        }
    }

    static func rowCount(at path: String) throws -> Int? {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM item")
        }
    }
}
