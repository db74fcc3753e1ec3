public import Journal

/// A run with its steps, for scripts.
public struct RunDetailsJSON: Encodable, Sendable {
    let run: RunJSON
    let steps: [RunHistory.Step]
    let scopes: [RunHistory.Scope]
    let approvals: [ApprovalJSON]
    /// Where the journal is not what was recorded.
    let faults: [String]

    /// Describes a run.
    /// - Parameters:
    ///   - liveness: how the process is that should have it.
    ///   - history: its steps.
    ///   - approvals: its requests for approval.
    ///   - faults: where the journal is not what was recorded.
    public init(
        _ record: RunRecord, _ liveness: RunLiveness?, _ history: RunHistory, approvals: [ApprovalRecord],
        faults: [String]
    ) {
        run = RunJSON(record, liveness)
        steps = history.steps
        scopes = history.scopeList
        self.approvals = approvals.map(ApprovalJSON.init)
        self.faults = faults
    }
}
