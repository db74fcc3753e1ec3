public import Journal

extension MemoryRunStore {
    /// All events of a run in order.
    public func events(of run: RunID) async throws -> [StoredEvent] {
        try inTurn { tables in tables.rows[run].flatMap { tables.runs[$0]?.events } ?? [] }
    }

    /// The run a person means by a name, a unique part of one, or `last`.
    public func find(_ name: String) async throws -> RunRecord {
        try inTurn { tables in
            if name == "last", let row = tables.newestFirst.first, let run = tables.runs[row] { return run.record }
            if let row = tables.rows[RunID(name)], let run = tables.runs[row] { return run.record }
            guard !name.isEmpty else { throw JournalError.noSuchRun(name) }
            let names = tables.rows.keys.map(\.description).sorted(by: >)
            var matches = names.filter { $0.hasPrefix(name) }
            if matches.isEmpty { matches = names.filter { $0.contains(name) } }
            guard let match = matches.first else { throw JournalError.noSuchRun(name) }
            guard matches.count == 1 else { throw JournalError.ambiguousRun(name, matches: Array(matches.prefix(6))) }
            guard let run = tables.runs[try tables.row(of: RunID(match))] else { throw JournalError.noSuchRun(name) }
            return run.record
        }
    }

    /// The newest runs first.
    public func runs(_ filter: RunFilter, limit: Int) async throws -> [RunRecord] {
        try inTurn { tables in
            Array(tables.newestFirst.compactMap { tables.runs[$0]?.record }.filter(filter.shows).prefix(limit))
        }
    }

    /// The parked runs whose wait is over, those first whose wait ended first.
    public func due(at moment: Timestamp) async throws -> [RunID] {
        try parked { wake, _ in wake <= moment }
    }

    /// The parked runs whose wait is not over by the clock, which has been set back since they parked.
    public func ahead(of moment: Timestamp) async throws -> [RunID] {
        try parked { wake, parked in wake > moment && parked > moment }
    }

    /// - Parameter isMeant: decides by the moments at which a run wakes and was parked.
    private func parked(_ isMeant: (Timestamp, Timestamp) -> Bool) throws -> [RunID] {
        try inTurn { tables in
            tables.runs.values.map(\.record)
                .compactMap { run -> (wake: Timestamp, id: RunID)? in
                    guard run.status == .parked, let wake = run.wakeAt, isMeant(wake, run.updatedAt) else { return nil }
                    return (wake, run.id)
                }
                .sorted { $0.wake < $1.wake }.map(\.id)
        }
    }

    /// The runs whose store died while it executed them, the oldest first.
    public func interrupted() async throws -> [RunID] {
        try inTurn { tables in
            tables.newestFirst.reversed().compactMap { row in
                guard let run = tables.runs[row], run.record.status == .running, run.holder == nil else { return nil }
                return run.record.id
            }
        }
    }

    /// Whether a living store executes a run.
    public func hasLiveOwner(_ run: RunID) async throws -> Bool {
        try inTurn { tables in tables.rows[run].map(tables.isAlive) ?? false }
    }
}

extension RunFilter {
    /// Whether a list shows a run.
    fileprivate func shows(_ run: RunRecord) -> Bool {
        let definition = run.definition
        return (status == nil || run.status == status) && (recipe == nil || definition.recipe == recipe)
            && (environment == nil || definition.environment == environment)
            && (root == nil || definition.project == nil || definition.project?.root == root)
    }
}
