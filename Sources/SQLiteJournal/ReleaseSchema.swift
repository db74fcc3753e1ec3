import GRDB

/// The tables of releases. Runs are named, not numbered: what was deployed outlives the run that did it.
enum ReleaseSchema {
    static func releasesAndDeployments(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE release (
                    id INTEGER PRIMARY KEY,
                    application TEXT NOT NULL,
                    version TEXT NOT NULL,
                    content BLOB NOT NULL,
                    sources BLOB NOT NULL,
                    created_at INTEGER NOT NULL,
                    creator TEXT NOT NULL,
                    signer TEXT,
                    UNIQUE (application, version)
                ) STRICT;
                CREATE INDEX release_by_sources ON release (sources);
                CREATE TABLE deployment (
                    id INTEGER PRIMARY KEY,
                    run TEXT NOT NULL,
                    application TEXT NOT NULL,
                    version TEXT NOT NULL,
                    release BLOB NOT NULL,
                    environment TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    requester TEXT NOT NULL,
                    skip_reason TEXT,
                    started_at INTEGER NOT NULL,
                    status TEXT NOT NULL,
                    updated_at INTEGER NOT NULL,
                    UNIQUE (run, application, environment)
                ) STRICT;
                CREATE INDEX deployment_by_environment ON deployment (environment);
                """)
    }
}
