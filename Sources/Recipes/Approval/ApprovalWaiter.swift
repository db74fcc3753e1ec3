import Journal
import Synchronization

/// Puts requests into the journal and waits for the answers, whoever gives them.
struct ApprovalWaiter: ApprovalService {
    let store: any RunStore
    let journal: RunJournal
    let policy: ApprovalPolicy
    let identity: Identity
    private let terminalTurn = TerminalTurn()

    /// How often the journal is asked whether somebody elsewhere has answered.
    static let interval = Duration.milliseconds(150)

    init(store: any RunStore, journal: RunJournal, policy: ApprovalPolicy, identity: Identity) {
        self.store = store
        self.journal = journal
        self.policy = policy
        self.identity = identity
    }

    func settle(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        let record = try await decided(request, in: step)
        // A row that says approved is not believed: it takes the answers that make it so.
        if let doubt = record.doubt(at: .now) { throw JournalError.damaged(record.run, [.approval(record, doubt)]) }
        return record
    }

    private func decided(_ request: ApprovalRequest, in step: StepContext) async throws -> ApprovalRecord {
        let record = try await journal.open(request)
        guard record.state == .pending else { return record }
        if record.isOverdue(at: .now) {
            return try await store.expire(run: step.run.id, path: record.request.path, at: .now)
        }
        if let impediment = record.request.impediment() { step.notice(impediment) }
        let wait = Wait(record)
        // A step that parks says by itself what it waits for.
        if policy.isForeground { step.waiting(wait) }
        return try await settled(record, wait, in: step)
    }

    func withdraw(_ path: String, of run: RunID) async {
        _ = try? await store.withdraw(run: run, path: path, at: .now)
    }

    private func settled(
        _ record: ApprovalRecord, _ wait: Wait, in step: StepContext
    ) async throws -> ApprovalRecord {
        switch policy {
        case .approveAll(let isForeground):
            let answered = try await answer(record, TerminalAnswer(isApproved: true, comment: "--approve-all"), "flag")
            guard answered.state == .pending else { return answered }
            step.notice("it takes more than one: \(answered.tally ?? "")")
            if !isForeground { throw StepParked(wait) }
            return try await decision(on: record, in: step)
        case .park: throw StepParked(wait)
        case .wait: return try await decision(on: record, in: step)
        case .ask(let terminal):
            // Who may not answer is not asked; the request stays open for those who may.
            guard record.request.admits(identity) else {
                step.notice("\(identity.user) may not answer this; it waits for \(record.request.people)")
                return try await decision(on: record, in: step)
            }
            return try await ask(terminal, record, step)
        }
    }

    /// Asks at the terminal and watches the journal; whatever decides first counts.
    private func ask(
        _ terminal: any ApprovalPrompting, _ record: ApprovalRecord, _ step: StepContext
    ) async throws -> ApprovalRecord {
        try await withThrowingTaskGroup(of: (ApprovalRecord, isFromHere: Bool).self) { group in
            group.addTask { (try await decision(on: record, in: step), false) }
            group.addTask {
                if let settled = try await askHere(terminal, record, step) { return settled }
                return (try await decision(on: record, in: step), false)
            }
            defer { group.cancelAll() }
            guard let (settled, isFromHere) = try await group.next() else { return record }
            if !isFromHere { await terminal.show(settled) }
            return settled
        }
    }

    /// Asks at the terminal.
    /// - Returns: the request once it is decided; `nil` when others have to decide it.
    private func askHere(
        _ terminal: any ApprovalPrompting, _ record: ApprovalRecord, _ step: StepContext
    ) async throws -> (ApprovalRecord, isFromHere: Bool)? {
        try await terminalTurn.take()
        defer { terminalTurn.give() }
        // Another branch may have asked the same meanwhile.
        let current = try await store.approval(run: record.run, path: record.request.path) ?? record
        let hasAnswered = current.answers.contains { $0.user == identity.user }
        guard current.state == .pending, !hasAnswered, let reply = await terminal.ask(current) else { return nil }
        do {
            let answered = try await answer(current, reply, "terminal")
            guard answered.state == .pending else { return (answered, true) }
            step.notice("recorded; \(answered.tally ?? "it waits for others")")
        } catch JournalError.alreadyDecided(let settled) {
            return (settled, false)
        } catch JournalError.alreadyAnswered {
            step.notice("\(identity.user) has answered elsewhere meanwhile")
        }
        return nil
    }

    private func answer(
        _ record: ApprovalRecord, _ reply: TerminalAnswer, _ channel: String
    ) async throws -> ApprovalRecord {
        let answer = ApprovalAnswer(
            isApproved: reply.isApproved, identity: identity, channel: channel, comment: reply.comment,
            fields: reply.fields, fingerprint: record.request.binding?.description)
        do {
            return try await store.decide(run: record.run, path: record.request.path, answer: answer, at: .now)
        } catch JournalError.alreadyAnswered(let record, _) where channel == "flag" {
            return record
        } catch let error as JournalError {
            switch error {
            case .notAnApprover, .ownRequest:
                throw StepError(code: "approval.not_an_approver", error.description)
            case .invalidForm(let reason):
                throw StepError(
                    code: "approval.form", "--approve-all cannot fill in the form: \(reason)",
                    hint: "answer with `moondock approve \(record.run) --field NAME=VALUE`")
            default: throw error
            }
        }
    }

    /// Waits for an answer from elsewhere, or for the deadline.
    /// - Throws: `StepParked` when there is nobody any more for whom the process would wait.
    private func decision(on record: ApprovalRecord, in step: StepContext) async throws -> ApprovalRecord {
        let path = record.request.path
        let end = record.request.deadline.map { deadline in
            Countdown(
                .seconds(deadline.seconds(since: record.request.requestedAt)), since: record.request.requestedAt,
                by: step.services.clock)
        }
        while true {
            if let current = try await store.approval(run: record.run, path: path), current.state != .pending {
                guard current.isDecision(on: record) else {
                    throw JournalError.damaged(record.run, [.changed(current)])
                }
                return current
            }
            if let end, end.isOver { return try await store.expire(run: record.run, path: path, at: .now) }
            if step.run.presence.isOver { throw StepParked(Wait(record)) }
            try await step.services.clock.sleep(for: Self.interval)
        }
    }
}

/// Lets one branch at a time ask at the terminal.
private final class TerminalTurn: Sendable {
    private let isTaken = Mutex(false)

    /// Waits until nobody else asks.
    func take() async throws {
        while !isTaken.withLock({ taken in
            defer { taken = true }
            return !taken
        }) { try await Task.sleep(for: ApprovalWaiter.interval) }
    }

    func give() { isTaken.withLock { $0 = false } }
}

extension ApprovalRecord {
    fileprivate func isOverdue(at moment: Timestamp) -> Bool { request.deadline.map { moment > $0 } ?? false }
}
