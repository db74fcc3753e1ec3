import GRDB

/// The tables. Later versions add migrations; none is ever edited.
enum JournalSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY,
                        uid TEXT NOT NULL UNIQUE,
                        recipe TEXT NOT NULL,
                        environment TEXT,
                        parameters BLOB NOT NULL,
                        bundle BLOB NOT NULL,
                        seed INTEGER NOT NULL,
                        requester TEXT NOT NULL,
                        status TEXT NOT NULL,
                        summary TEXT,
                        fence INTEGER NOT NULL,
                        owner TEXT,
                        cancel_by TEXT,
                        created_at INTEGER NOT NULL,
                        updated_at INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE event (
                        run INTEGER NOT NULL,
                        id INTEGER NOT NULL,
                        kind INTEGER NOT NULL,
                        path TEXT NOT NULL,
                        attempt INTEGER NOT NULL,
                        at INTEGER NOT NULL,
                        fence INTEGER NOT NULL,
                        primitive TEXT,
                        revision INTEGER,
                        source TEXT,
                        library TEXT,
                        options BLOB,
                        digest BLOB,
                        body BLOB,
                        PRIMARY KEY (run, id)
                    ) WITHOUT ROWID, STRICT;
                    CREATE TABLE approval (
                        run INTEGER NOT NULL,
                        path TEXT NOT NULL,
                        message TEXT NOT NULL,
                        details TEXT NOT NULL,
                        approvers TEXT NOT NULL,
                        requested_at INTEGER NOT NULL,
                        deadline INTEGER,
                        state TEXT NOT NULL,
                        decided_by TEXT,
                        channel TEXT,
                        comment TEXT,
                        decided_at INTEGER,
                        PRIMARY KEY (run, path)
                    ) WITHOUT ROWID, STRICT;
                    CREATE TABLE blob (hash BLOB PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID, STRICT;
                    """)
        }
        migrator.registerMigration("3") { db in
            try db.execute(
                sql: """
                    ALTER TABLE run ADD COLUMN clock INTEGER;
                    ALTER TABLE run ADD COLUMN origin TEXT;
                    CREATE TABLE lock (
                        name TEXT NOT NULL,
                        run INTEGER NOT NULL,
                        path TEXT NOT NULL,
                        scope TEXT,
                        is_kept INTEGER NOT NULL,
                        is_held INTEGER NOT NULL,
                        since INTEGER NOT NULL,
                        PRIMARY KEY (name, run, path)
                    ) WITHOUT ROWID, STRICT;
                    CREATE UNIQUE INDEX lock_holder ON lock (name) WHERE is_held = 1;
                    CREATE INDEX lock_run ON lock (run);
                    """)
        }
        return migrator
    }
}
