public import Journal

extension RunDefinition {
    /// A run as tests of journals make it.
    public static func sample(_ recipe: String = "release.lua") -> RunDefinition {
        RunDefinition(
            recipe: recipe, environment: "production", parameters: [1, 2, 3], bundle: ContentHash(of: [1]), seed: 42,
            requester: "ada")
    }
}

extension EventRecord {
    /// The beginning of a step.
    public static func started(_ path: String) -> EventRecord {
        EventRecord(
            kind: .started, path: path, at: Timestamp(milliseconds: 7),
            intent: StepIntent(
                primitive: "work", revision: 2, source: "release.lua:3", library: "acme", options: [9, 8],
                digest: ContentHash(of: [9, 8])))
    }

    /// Its end.
    public static func finished(_ path: String) -> EventRecord {
        EventRecord(kind: .finished, path: path, at: Timestamp(milliseconds: 8), body: [5, 0, 255])
    }
}

extension RunStore {
    /// A run that this store executes.
    public func begin(
        _ name: String = "261124-030405-test", recipe: String = "release.lua"
    ) async throws -> RunLease {
        try await create(
            .sample(recipe), sources: [1], id: RunID(name), owner: "ada@here, process 1", at: .now, history: [],
            lock: nil)
    }

    /// A run with two events and an approval that came to an end.
    public func end(
        _ name: String, _ status: RunStatus = .done, recipe: String = "release.lua", sources: [UInt8] = [1],
        began: Int64 = 1000
    ) async throws {
        let definition = RunDefinition(
            recipe: recipe, environment: nil, parameters: [], bundle: ContentHash(of: sources), seed: 1,
            requester: "ada")
        let lease = try await create(
            definition, sources: sources, id: RunID(name), owner: "ada", at: Timestamp(milliseconds: began),
            history: [], lock: nil)
        try await append([.started("1"), .finished("1")], under: lease)
        let request = ApprovalRequest(
            path: "2", message: "Go?", details: [], approvers: [], requestedAt: .now, deadline: nil)
        _ = try await open(request, under: lease)
        let answer = ApprovalAnswer(
            isApproved: true, identity: Identity(user: "ada", groups: []), channel: "cli", comment: nil)
        _ = try await decide(run: lease.run, path: nil, answer: answer, at: .now)
        try await release(lease, status: status, summary: nil)
    }

    /// Removes old runs.
    /// - Parameter since: milliseconds since 1970.
    public func prune(keep: Int? = nil, since: Int64? = nil, all: Bool = false) async throws -> PrunedRuns {
        let rule = RetentionRule(
            keep: keep, since: since.map { Timestamp(milliseconds: $0) }, includesOpenRuns: all)
        return try await prune(try await prunable(rule))
    }

    /// The names of the runs, the newest first.
    public func names() async throws -> [String] { try await runs(limit: 99).map(\.id.description) }
}
