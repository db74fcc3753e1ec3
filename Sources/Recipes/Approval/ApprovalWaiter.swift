public import Journal

/// Who answers requests for approval in this process.
public enum ApprovalPolicy: Sendable {
    /// This process says yes to everything, and it is recorded so.
    case approveAll
    /// A person at this terminal is asked, and may be overtaken by one elsewhere.
    case ask(any ApprovalPrompting)
    /// Nobody is asked here; the process waits for an answer from elsewhere.
    case wait
    /// Nobody is asked here, and the process does not wait.
    case park
}

/// Asks a person at a terminal.
public protocol ApprovalPrompting: Sendable {
    /// Asks, until there is an answer or the task is cancelled because somebody else answered.
    /// - Returns: the answer, or `nil` when there is nobody to ask.
    func ask(_ request: ApprovalRequest, run: RunID) async -> (isApproved: Bool, comment: String?)?
    /// Says who answered elsewhere.
    func tell(_ record: ApprovalRecord) async
}

/// Puts requests into the journal and waits for the answer, whoever gives it.
struct ApprovalWaiter: ApprovalDesk {
    let store: any RunStore
    let journal: RunJournal
    let policy: ApprovalPolicy
    let identity: Identity

    /// How often the journal is asked whether somebody elsewhere has answered.
    static let interval = Duration.milliseconds(150)

    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        let record = try await journal.open(request)
        guard record.state == .pending else { return record }
        if let deadline = record.request.deadline, Timestamp.now > deadline {
            return try await store.expire(run: step.run.id, path: record.request.path, at: .now)
        }
        let wait = Wait(
            reason: "approval: \(record.request.message)", approval: record.request, until: record.request.deadline)
        step.waiting(wait)
        let run = step.run.id
        do {
            return try await settled(record, wait, in: step)
        } catch is CancellationError {
            // Not cut short by the cancelled task: nobody must be asked for what no longer matters.
            _ = try? await Task { try await store.withdraw(run: run, path: record.request.path, at: .now) }.value
            throw CancellationError()
        }
    }

    private func settled(
        _ record: ApprovalRecord, _ wait: Wait, in step: StepContext
    ) async throws -> ApprovalRecord {
        let run = step.run.id
        switch policy {
        case .approveAll:
            return try await answer(record, run, isApproved: true, channel: "flag", comment: "--approve-all")
        case .park: throw StepParked(wait)
        case .wait: return try await decision(on: record, run)
        case .ask(let terminal):
            // Who may not answer is not asked; the request stays open for those who may.
            guard identity.isNamed(in: record.request.approvers) else {
                let people = record.request.approvers.joined(separator: ", ")
                step.notice("\(identity.user) may not answer this; it waits for one of: \(people)")
                return try await decision(on: record, run)
            }
            return try await ask(terminal, record, run)
        }
    }

    /// Asks at the terminal and watches the journal; the first answer wins.
    private func ask(
        _ terminal: any ApprovalPrompting, _ record: ApprovalRecord, _ run: RunID
    ) async throws -> ApprovalRecord {
        try await withThrowingTaskGroup(of: (ApprovalRecord, isFromHere: Bool).self) { group in
            group.addTask { (try await decision(on: record, run), false) }
            group.addTask {
                guard let answer = await terminal.ask(record.request, run: run) else {
                    return (try await decision(on: record, run), false)
                }
                do {
                    let settled = try await self.answer(
                        record, run, isApproved: answer.isApproved, channel: "terminal", comment: answer.comment)
                    return (settled, true)
                } catch JournalError.alreadyDecided(let settled) {
                    return (settled, false)
                }
            }
            defer { group.cancelAll() }
            guard let (settled, isFromHere) = try await group.next() else { return record }
            if !isFromHere { await terminal.tell(settled) }
            return settled
        }
    }

    private func answer(
        _ record: ApprovalRecord, _ run: RunID, isApproved: Bool, channel: String, comment: String?
    ) async throws -> ApprovalRecord {
        let answer = ApprovalAnswer(isApproved: isApproved, identity: identity, channel: channel, comment: comment)
        do {
            return try await store.decide(run: run, path: record.request.path, answer: answer, at: .now)
        } catch let error as JournalError {
            guard case .notAnApprover = error else { throw error }
            throw StepError(code: "approval.not_an_approver", error.description)
        }
    }

    /// Waits for an answer from elsewhere, or for the deadline.
    private func decision(on record: ApprovalRecord, _ run: RunID) async throws -> ApprovalRecord {
        let path = record.request.path
        while true {
            if let current = try await store.approval(run: run, path: path), current.state != .pending {
                return current
            }
            if let deadline = record.request.deadline, Timestamp.now > deadline {
                return try await store.expire(run: run, path: path, at: .now)
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
