public import Journal

extension MemoryRunStore {
    /// Keeps a release with its sources, unless its version is another one already.
    public func keep(_ release: ReleaseRecord, sources: [UInt8]) async throws -> ReleaseOutcome {
        try inTurn { tables in
            if let known = tables.release(of: release.application, release.version) {
                return known.digest == release.digest ? .kept : .taken(known)
            }
            tables.contents[release.sources] = sources
            tables.releases.append(release)
            return .kept
        }
    }

    /// The release of a version; `nil` where there is none.
    public func release(of application: String, version: String) async throws -> ReleaseRecord? {
        try inTurn { tables in tables.release(of: application, version) }
    }

    /// The releases, the newest first.
    public func releases(of application: String?) async throws -> [ReleaseRecord] {
        try inTurn { tables in
            let found = tables.releases.filter { application == nil || $0.application == application }
            return newestFirst(found, \.createdAt)
        }
    }

    /// Notes that a run deploys a release; the first note stays.
    public func note(_ deployment: DeploymentRecord) async throws {
        try inTurn { tables in
            let isKnown = tables.deployments.contains {
                ($0.run, $0.application, $0.environment)
                    == (deployment.run, deployment.application, deployment.environment)
            }
            if !isKnown { tables.deployments.append(deployment) }
        }
    }

    /// What was deployed, the newest first, each as its run stands now.
    public func deployments(to environment: String?) async throws -> [DeploymentRecord] {
        try inTurn { tables in
            let found = tables.deployments.filter { environment == nil || $0.environment == environment }
            let current = found.map { deployment in
                tables.rows[deployment.run].flatMap { tables.runs[$0] }.map { deployment.standing(as: $0.record) }
                    ?? deployment
            }
            return newestFirst(current, \.startedAt)
        }
    }

    /// Of those of one moment the one comes first that was kept last.
    private func newestFirst<Record>(_ records: [Record], _ moment: (Record) -> Timestamp) -> [Record] {
        records.enumerated().sorted { left, right in
            (moment(left.element), left.offset) > (moment(right.element), right.offset)
        }.map(\.element)
    }
}

extension MemoryTables {
    fileprivate func release(of application: String, _ version: String) -> ReleaseRecord? {
        releases.first { $0.application == application && $0.version == version }
    }

    /// Keeps how a run stands that is about to go.
    mutating func settleDeployments(of run: RunRecord) {
        deployments = deployments.map { $0.run == run.id ? $0.standing(as: run) : $0 }
    }
}

extension DeploymentRecord {
    fileprivate func standing(as run: RunRecord) -> DeploymentRecord {
        var record = self
        (record.status, record.updatedAt) = (run.status, run.updatedAt)
        return record
    }
}
