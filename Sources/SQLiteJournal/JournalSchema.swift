import GRDB
import Journal

/// The tables. Later versions add migrations; none is ever edited.
enum JournalSchema {
    /// The tables whose rows belong to one run, by their column `run`.
    static let tablesOfRuns = ["event", "approval", "answer", "lock"]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1", migrate: runsAndEvents)
        migrator.registerMigration("2", migrate: answersAndWakeTimes)
        migrator.registerMigration("3", migrate: locksAndOrigins)
        migrator.registerMigration("4", migrate: chainsAndProjects)
        migrator.registerMigration("5", migrate: ReleaseSchema.releasesAndDeployments)
        return migrator
    }

    /// How the tables of a journal stand to those of this version.
    enum State: Hashable {
        case earlier
        case current
        case later(String)
    }

    static func state(_ db: Database) throws -> State {
        let known = migrator.migrations
        let applied = try migrator.appliedIdentifiers(db)
        let unknown = applied.subtracting(known)
        if let latest = unknown.max(by: { $0.count == $1.count ? $0 < $1 : $0.count < $1.count }) {
            return .later(latest)
        }
        return applied.count == known.count ? .current : .earlier
    }

    static func rejection(of version: String, path: String) -> JournalError {
        .laterVersion(path: path, found: version, known: migrator.migrations.last ?? "0")
    }

    private static func runsAndEvents(_ db: Database) throws {
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

    /// A step can ask more than once, several people can answer, and a parked run has a time at which it wakes.
    private static func answersAndWakeTimes(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE approval RENAME TO approval_1;
                CREATE TABLE approval (
                    run INTEGER NOT NULL,
                    path TEXT NOT NULL,
                    round INTEGER NOT NULL,
                    message TEXT NOT NULL,
                    details TEXT NOT NULL,
                    approvers TEXT NOT NULL,
                    excluded TEXT NOT NULL,
                    needed INTEGER NOT NULL,
                    form TEXT NOT NULL,
                    binding BLOB,
                    once TEXT,
                    requested_at INTEGER NOT NULL,
                    deadline INTEGER,
                    on_timeout TEXT NOT NULL,
                    state TEXT NOT NULL,
                    decided_by TEXT,
                    channel TEXT,
                    comment TEXT,
                    decided_at INTEGER,
                    PRIMARY KEY (run, path, round)
                ) WITHOUT ROWID, STRICT;
                CREATE TABLE answer (
                    run INTEGER NOT NULL,
                    path TEXT NOT NULL,
                    round INTEGER NOT NULL,
                    user TEXT NOT NULL,
                    approved INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    comment TEXT,
                    fields TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    PRIMARY KEY (run, path, round, user)
                ) WITHOUT ROWID, STRICT;
                INSERT INTO approval SELECT run, path, 1, message, details, approvers, '', 1, '[]', NULL, NULL,
                    requested_at, deadline, 'reject', state, decided_by, channel, comment, decided_at FROM approval_1;
                INSERT INTO answer SELECT run, path, 1, decided_by, state = 'approved', coalesce(channel, ''), comment,
                    '{}', coalesce(decided_at, requested_at) FROM approval_1 WHERE decided_by IS NOT NULL;
                DROP TABLE approval_1;

                ALTER TABLE run ADD COLUMN wake_at INTEGER;
                UPDATE run SET wake_at = updated_at WHERE status = 'parked';
                CREATE INDEX run_by_wake ON run (wake_at) WHERE status = 'parked' AND wake_at IS NOT NULL;
                CREATE INDEX run_by_status ON run (status);
                CREATE INDEX run_by_recipe ON run (recipe, environment);
                CREATE INDEX run_by_environment ON run (environment);
                CREATE INDEX run_by_bundle ON run (bundle);

                CREATE TABLE pruned (uid TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
                """)
    }

    /// A run can take over another one's beginning, and have locks.
    private static func locksAndOrigins(_ db: Database) throws {
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

    /// Events follow from one another by their hashes, a run names its project, and an answer what it was given for.
    private static func chainsAndProjects(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE event ADD COLUMN hash BLOB;
                ALTER TABLE run ADD COLUMN head_event INTEGER;
                ALTER TABLE run ADD COLUMN head_hash BLOB;
                ALTER TABLE run ADD COLUMN genesis BLOB;
                ALTER TABLE run ADD COLUMN first_bundle BLOB;
                ALTER TABLE run ADD COLUMN root TEXT;
                ALTER TABLE run ADD COLUMN is_around_state INTEGER;
                ALTER TABLE answer ADD COLUMN member_of TEXT;
                ALTER TABLE answer ADD COLUMN binding BLOB;
                UPDATE answer SET binding = (
                    SELECT binding FROM approval
                    WHERE approval.run = answer.run AND approval.path = answer.path AND approval.round = answer.round
                );
                """)
    }
}
