import Journal

/// The requests of a run by the steps that may wait for them.
struct ApprovalIndex {
    private var byPath: [String: Int] = [:]
    private var byName: [String: Int] = [:]
    private let approvals: [ApprovalRecord]

    init(_ approvals: [ApprovalRecord]) {
        self.approvals = approvals
        for (index, record) in approvals.enumerated() where record.state != .voided {
            byPath[record.request.path] = index
            if let name = record.request.once { byName[name] = index }
        }
    }

    /// The request a step waits for, which another step can have made under a name.
    func latest(of path: String, sharedAs name: String?) -> ApprovalRecord? {
        [byPath[path], name.flatMap { byName[$0] }].compactMap(\.self).max().map { approvals[$0] }
    }
}
