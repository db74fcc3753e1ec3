public import Journal

extension MemoryRunStore {
    /// The runs that a rule does not keep, the oldest first. Those that a living store executes are not among them.
    public func prunable(_ rule: RetentionRule) async throws -> [RunRecord] {
        try inTurn { tables in
            var sieve = RetentionSieve(rule)
            let found = tables.newestFirst.compactMap { row -> RunRecord? in
                guard let run = tables.runs[row] else { return nil }
                let isRemoved = sieve.removes(
                    recipe: run.record.definition.recipe, environment: run.record.definition.environment,
                    status: run.record.status, createdAt: run.record.createdAt)
                return isRemoved && run.holder == nil ? run.record : nil
            }
            return found.reversed()
        }
    }

    /// Takes runs out, unless they were taken up or changed since they were found.
    /// - Parameter runs: what `prunable` gave.
    public func prune(_ runs: [RunRecord]) async throws -> PrunedRuns {
        try inTurn { tables in
            var pruned = PrunedRuns()
            for found in runs {
                guard let row = tables.rows[found.id], let run = tables.runs[row], run.holder == nil,
                    run.record.isUnchanged(since: found)
                else { continue }
                pruned.runs.append(found.id)
                pruned.events += run.events.count
                tables.settleDeployments(of: run.record)
                tables.rows[found.id] = nil
                tables.runs[row] = nil
                tables.claims.removeAll { $0.row == row }
                tables.pruned.insert(found.id)
                let bundle = run.record.definition.bundle
                let isUsed =
                    tables.runs.values.contains { $0.record.definition.bundle == bundle }
                    || tables.releases.contains { $0.sources == bundle }
                if !isUsed, tables.contents.removeValue(forKey: bundle) != nil { pruned.sources += 1 }
            }
            return pruned
        }
    }

    /// The runs that were taken out and whose files may still be there.
    public func prunedRuns() async throws -> [RunID] { try inTurn { tables in tables.pruned.sorted() } }

    /// Forgets runs whose files are gone.
    public func forget(_ runs: [RunID]) async throws { try inTurn { tables in tables.pruned.subtract(runs) } }

    /// Which of some names are names of runs.
    public func known(among names: [String]) async throws -> Set<String> {
        try inTurn { tables in Set(names.filter { tables.rows[RunID($0)] != nil }) }
    }

    /// The room that sources, options and results take.
    public func size() async throws -> JournalSize {
        try inTurn { tables in
            let sources = tables.contents.values.reduce(0) { $0 + $1.count }
            let events = tables.runs.values.flatMap(\.events).reduce(0) { sum, stored in
                sum + (stored.event.intent?.options.count ?? 0) + (stored.event.body?.count ?? 0)
            }
            return JournalSize(total: Int64(sources) + Int64(events), free: 0)
        }
    }

    /// Does nothing: what is taken out leaves no free room.
    public func compact() async throws {}
}
