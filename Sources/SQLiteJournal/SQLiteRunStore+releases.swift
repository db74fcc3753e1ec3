import Foundation
import GRDB
public import Journal

extension SQLiteRunStore {
    /// Keeps a release with its sources, unless its version is another one already.
    public func keep(_ release: ReleaseRecord, sources: [UInt8]) async throws -> ReleaseOutcome {
        try await write { db in
            if let known = try Self.release(of: release.application, version: release.version, db) {
                return known.digest == release.digest ? .kept : .taken(known)
            }
            try Self.insertBlob(sources, release.sources, db)
            try db.execute(
                sql: """
                    INSERT INTO release (application, version, content, sources, created_at, creator, signer)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    release.application, release.version, Data(release.content), Data(release.sources.bytes),
                    release.createdAt.milliseconds, release.creator, release.signer,
                ])
            return .kept
        }
    }

    /// The release of a version; `nil` where there is none.
    public func release(of application: String, version: String) async throws -> ReleaseRecord? {
        try await read { db in try Self.release(of: application, version: version, db) }
    }

    /// The releases, the newest first.
    public func releases(of application: String?) async throws -> [ReleaseRecord] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM release WHERE ?1 IS NULL OR application = ?1 ORDER BY created_at DESC, id DESC",
                arguments: [application]
            ).compactMap(Self.release(from:))
        }
    }

    /// Notes that a run deploys a release; the first note stays.
    public func note(_ deployment: DeploymentRecord) async throws {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO deployment (run, application, version, release, environment, kind, requester,
                                                      skip_reason, started_at, status, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    deployment.run.description, deployment.application, deployment.version,
                    Data(deployment.release.bytes), deployment.environment, deployment.kind.rawValue,
                    deployment.requester, deployment.skipReason, deployment.startedAt.milliseconds,
                    deployment.status.rawValue, deployment.updatedAt.milliseconds,
                ])
        }
    }

    /// What was deployed, the newest first, each as its run stands now.
    public func deployments(to environment: String?) async throws -> [DeploymentRecord] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT deployment.*, run.status AS run_status, run.updated_at AS run_updated_at
                    FROM deployment LEFT JOIN run ON run.uid = deployment.run
                    WHERE ?1 IS NULL OR deployment.environment = ?1
                    ORDER BY deployment.started_at DESC, deployment.id DESC
                    """,
                arguments: [environment]
            ).compactMap(Self.deployment(from:))
        }
    }

    /// Keeps how runs stand that are about to go.
    /// - Parameter list: the numbers of their rows.
    static func settleDeployments(ofRuns list: String, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE deployment SET status = run.status, updated_at = run.updated_at
                FROM run WHERE run.uid = deployment.run AND run.id IN (\(list))
                """)
    }

    private static func release(of application: String, version: String, _ db: Database) throws -> ReleaseRecord? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM release WHERE application = ? AND version = ?", arguments: [application, version]
        ).flatMap(release(from:))
    }

    private static func release(from row: Row) -> ReleaseRecord? {
        let (content, sources): (Data, Data) = (row["content"], row["sources"])
        guard let sources = ContentHash(bytes: Array(sources)) else { return nil }
        return ReleaseRecord(
            application: row["application"], version: row["version"], content: Array(content), sources: sources,
            createdAt: Timestamp(milliseconds: row["created_at"]), creator: row["creator"], signer: row["signer"])
    }

    private static func deployment(from row: Row) -> DeploymentRecord? {
        let release: Data = row["release"]
        let (status, updated): (String?, Int64?) = (row["run_status"], row["run_updated_at"])
        guard let release = ContentHash(bytes: Array(release)) else { return nil }
        return DeploymentRecord(
            run: RunID(row["run"]), application: row["application"], version: row["version"], release: release,
            environment: row["environment"], kind: DeploymentRecord.Kind(rawValue: row["kind"]) ?? .run,
            requester: row["requester"], skipReason: row["skip_reason"],
            startedAt: Timestamp(milliseconds: row["started_at"]),
            status: RunStatus(rawValue: status ?? row["status"]) ?? .running,
            updatedAt: Timestamp(milliseconds: updated ?? row["updated_at"]))
    }
}
