import Journal

/// A run that asks, and the people who answer it.
struct ApprovalFixture: Sendable {
    let fixture: StoreFixture
    let lease: RunLease
    var store: any RunStore { fixture.store }

    init(_ kind: StoreKind) async throws {
        fixture = try StoreFixture(kind)
        lease = try await fixture.run()
    }

    func open(
        _ path: String = "3", from: [String] = [], excluded: [String] = [], count: Int = 1, form: [ApprovalField] = [],
        at moment: Int64 = 100, deadline: Int64? = nil, onTimeout: ApprovalTimeout = .reject, shown: UInt8? = nil,
        once: String? = nil
    ) async throws -> ApprovalRecord {
        try await store.open(
            ApprovalRequest(
                path: path, message: "Release?", details: [], approvers: from, excluded: excluded, count: count,
                form: form, requestedAt: Timestamp(milliseconds: moment),
                deadline: deadline.map { Timestamp(milliseconds: $0) }, onTimeout: onTimeout,
                binding: shown.map { ContentHash(of: [$0]) }, once: once), under: lease)
    }

    func decide(
        _ yes: Bool, _ user: String, path: String? = nil, fields: [String: String] = [:], fingerprint: String? = nil,
        at moment: Int64 = 200
    ) async throws -> ApprovalRecord {
        let answer = ApprovalAnswer(
            isApproved: yes, identity: Identity(user: user, groups: []), channel: "cli", comment: "by \(user)",
            fields: fields, fingerprint: fingerprint)
        return try await store.decide(
            run: lease.run, path: path, answer: answer, at: Timestamp(milliseconds: moment))
    }

    /// Why something was rejected.
    func error(_ body: () async throws -> ApprovalRecord) async -> JournalError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? JournalError
        }
    }
}
