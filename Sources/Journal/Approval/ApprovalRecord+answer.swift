extension ApprovalRecord {
    /// This request with an answer in it, or settled without one where its time was over.
    /// - Throws: why the answer may not be given.
    public func answered(by answer: ApprovalAnswer, at moment: Timestamp) throws(JournalError) -> ApprovalRecord {
        let values = try values(of: answer)
        if let deadline = request.deadline, moment > deadline { return timedOut(at: moment) }
        var record = self
        record.answers.append(
            RecordedAnswer(
                user: answer.identity.user, isApproved: answer.isApproved, channel: answer.channel,
                comment: answer.comment, fields: values, at: moment,
                groups: answer.identity.groups.filter(request.approvers.contains), binding: request.binding))
        guard !answer.isApproved || record.yesCount >= request.count else { return record }
        record.decidedBy = answer.identity.user
        record.channel = answer.channel
        record.comment = answer.comment ?? comment
        return record.settled(answer.isApproved ? .approved : .rejected, at: moment)
    }

    /// This request, decided by time.
    public func timedOut(at moment: Timestamp) -> ApprovalRecord {
        guard request.onTimeout == .approve else { return settled(.expired, at: moment) }
        var record = self
        record.channel = Self.timeoutChannel
        return record.settled(.approved, at: moment)
    }

    /// This request as it stands from a moment on. A parked run wakes then.
    public func settled(_ state: ApprovalState, at moment: Timestamp) -> ApprovalRecord {
        var record = self
        record.state = state
        record.decidedAt = moment
        return record
    }

    /// Rejects an answer that may not be given; gives the form's values of one that may.
    private func values(of answer: ApprovalAnswer) throws(JournalError) -> [String: String] {
        if let seen = answer.fingerprint, let binding = request.binding,
            !binding.description.hasPrefix(seen.lowercased())
        {
            throw .voided(self)
        }
        guard state == .pending else { throw .alreadyDecided(self) }
        if request.excluded.contains(answer.identity.user) { throw .ownRequest(answer.identity) }
        guard answer.identity.isNamed(in: request.approvers) else {
            throw .notAnApprover(answer.identity, allowed: request.approvers)
        }
        if answers.contains(where: { $0.user == answer.identity.user }) {
            throw .alreadyAnswered(self, by: answer.identity.user)
        }
        do {
            return try request.form.values(of: answer.fields, isComplete: answer.isApproved)
        } catch {
            throw .invalidForm(error)
        }
    }
}

extension [ApprovalRecord] {
    /// The one that was made last.
    public func latest(where isMeant: (ApprovalRecord) -> Bool = { _ in true }) -> ApprovalRecord? {
        filter(isMeant).max { left, right in
            // Those of one step are numbered, whatever became of the clock.
            if left.request.path == right.request.path { return left.round < right.round }
            return (left.request.requestedAt, left.round) < (right.request.requestedAt, right.round)
        }
    }

    /// The request of a run that an answer is meant for.
    /// - Parameter path: the step; `nil` for the only pending one.
    public func meant(at path: String?, of run: RunID) throws(JournalError) -> ApprovalRecord {
        let records = filter { path == nil || $0.request.path == path }
        let pending = records.filter { $0.state == .pending }
        if path == nil, pending.count > 1 {
            throw .severalPendingApprovals(run, paths: pending.map(\.request.path))
        }
        guard let record = pending.last ?? records.latest() else { throw .noPendingApproval(run) }
        return record
    }
}
