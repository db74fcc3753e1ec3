extension ApprovalRecord {
    /// Why a decision does not follow from the answers on record, as a sentence goes on; `nil` where it does.
    ///
    /// A row of the journal is not believed because it says so: a yes takes as many answers as were requested, of
    /// people who may give them and to this very request; what time decides takes a time that is over.
    public func doubt(at moment: Timestamp) -> String? {
        switch state {
        case .pending, .withdrawn, .voided: nil
        case .expired: timeDoubt(at: moment, isYes: false)
        case .approved where isTimedOut: timeDoubt(at: moment, isYes: true)
        case .approved: yesDoubt
        case .rejected:
            answers.contains { !$0.isApproved && $0.user == decidedBy && flaw(of: $0) == nil }
                ? nil : "nobody who may answer has said no"
        }
    }

    private func timeDoubt(at moment: Timestamp, isYes: Bool) -> String? {
        guard (request.onTimeout == .approve) == isYes else {
            return "it should count otherwise when its time is over"
        }
        guard let deadline = request.deadline else { return "it has no deadline that could be over" }
        guard let decidedAt, decidedAt > deadline, moment > deadline else { return "its time is not over" }
        return nil
    }

    private var yesDoubt: String? {
        for answer in answers { if let flaw = flaw(of: answer) { return "the answer of \(answer.user) \(flaw)" } }
        if let no = answers.first(where: { !$0.isApproved }) { return "\(no.user) said no" }
        guard yesCount >= max(1, request.count) else {
            return "\(yesCount) of \(max(1, request.count)) people have said yes"
        }
        guard answers.contains(where: { $0.user == decidedBy }) else { return "whoever decided it gave no answer" }
        return nil
    }

    /// Why an answer does not count.
    private func flaw(of answer: RecordedAnswer) -> String? {
        if request.excluded.contains(answer.user) { return "does not count: they may not answer" }
        let groups = answer.groups ?? UserNames.groups(ofUser: answer.user) ?? []
        guard Identity(user: answer.user, groups: groups).isNamed(in: request.approvers) else {
            return "does not count: it takes one of \(request.approvers.joined(separator: ", "))"
        }
        if request.binding != answer.binding { return "was given to another request" }
        if let deadline = request.deadline, answer.at > deadline { return "came too late" }
        return nil
    }
}

extension ApprovalRecord {
    /// Whether this is what became of a request as it was made.
    public func isDecision(on earlier: ApprovalRecord) -> Bool {
        request.hasRules(of: earlier.request) && request.binding == earlier.request.binding
            && !request.isVoid(for: earlier.request)
    }
}

extension ApprovalRecord {
    /// What is wrong with the decision; `nil` where it follows from the answers, or matters no more.
    /// - Parameter open: the steps without an end; `nil` for the requests of all steps.
    public func fault(openSteps open: Set<String>?, at moment: Timestamp) -> JournalFault? {
        // What came of a step that has ended is in the chain; one that others share may still be requested.
        let counts = open.map { $0.contains(request.path) || (request.once != nil && !$0.isEmpty) }
        guard counts ?? true, let doubt = doubt(at: moment) else { return nil }
        return .approval(self, doubt)
    }
}
