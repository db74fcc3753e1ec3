import Foundation

/// Why the journal rejected or failed.
public enum JournalError: Error, Hashable, Sendable {
    /// No run has this name.
    case noSuchRun(String)
    /// More than one run's name matches.
    case ambiguousRun(String, matches: [String])
    /// Another process executes the run.
    case runIsHeld(RunID, by: String)
    /// Another process has brought the run to its end.
    case runHasEnded(RunID, RunStatus)
    /// Another process has taken the run over since.
    case fenced(RunID)
    /// Another run holds a lock that this one needs.
    case lockIsHeld(LockRecord)
    /// The run waits for no approval.
    case noPendingApproval(RunID)
    /// The run waits for more than one approval, at these steps.
    case severalPendingApprovals(RunID, paths: [String])
    /// The request was answered before; the record says by whom.
    case alreadyDecided(ApprovalRecord)
    /// This person has answered the request before.
    case alreadyAnswered(ApprovalRecord, by: String)
    /// The request the person saw is not the one that is open now.
    case voided(ApprovalRecord)
    /// The form was not filled in as it asks.
    case invalidForm(ApprovalFormError)
    /// This person began the run and may not approve it.
    case ownRequest(Identity)
    /// This person may not answer.
    case notAnApprover(Identity, allowed: [String])
    /// The database does not sync each commit to disk.
    case notDurable(String)
    /// The journal cannot be opened, read or written.
    case unusable(path: String, reason: String)
    /// A blob that a run needs is missing.
    case missingBlob(ContentHash)
    /// A blob is not what was kept under its hash.
    case damagedBlob(ContentHash)
    /// The journal of a run is not what was recorded.
    case damaged(RunID, [JournalFault])
    /// A later version made the journal, or changed its tables.
    case laterVersion(path: String, found: String, known: String)
    /// A file of the journal was removed or replaced while this process used it.
    case replaced(path: String, isThere: Bool)
    /// Another process has the turn to write and does not give it back.
    case turnIsHeld(TurnHolder?)
    /// Somebody else could have written to what is trusted.
    case unsafe(path: String, reason: String, remedy: String)
}

extension JournalError: CustomStringConvertible {
    /// What was wrong and what to do.
    public var description: String {
        switch self {
        case .noSuchRun(let name): "no run is called '\(name)'; `moondock runs` lists them"
        case .ambiguousRun(let name, let matches):
            "'\(name)' fits \(matches.count) runs; name one of them: \(matches.prefix(5).joined(separator: ", "))"
                + (matches.count > 5 ? " …" : "")
        case .runIsHeld(let run, let owner):
            switch OwnerProcess(owner) {
            case let process? where process.state == .stopped:
                "run \(run) is being executed by \(owner), which is stopped: `kill -CONT \(process.number)` lets it go on"
            default: "run \(run) is being executed by \(owner)"
            }
        case .runHasEnded(let run, let status): "run \(run) is \(status.rawValue) by now; there is nothing to resume"
        case .fenced(let run): "run \(run) was taken over by another process; this one has stopped"
        case .lockIsHeld(let lock):
            "the lock '\(lock.request.name)' is held by run \(lock.run) of \(lock.requester) (\(lock.status.rawValue)) "
                + "since \(lock.since.date.formatted(.iso8601))"
        case .noPendingApproval(let run): "run \(run) waits for no approval"
        case .severalPendingApprovals(let run, let paths):
            "run \(run) waits for \(paths.count) approvals; name one with --step: \(paths.joined(separator: ", "))"
        case .alreadyDecided(let record):
            "too late: \(record.outcome)"
        case .alreadyAnswered(let record, let person):
            "\(person) has answered before and that is recorded; \(record.tally ?? record.outcome)"
        case .voided(let record):
            "what you saw is void: run \(record.run) now asks something else; look again with `moondock show \(record.run)`"
        case .invalidForm(let error): "\(error); give it with --field NAME=VALUE"
        case .ownRequest(let identity):
            "\(identity.user) began the run, and whoever did may not approve it; somebody else has to"
        case .notAnApprover(let identity, let allowed):
            "\(identity.user) may not answer this; it takes one of: \(allowed.joined(separator: ", "))"
        case .notDurable(let detail): "the journal would not survive a power failure: \(detail)"
        case .unusable(let path, let reason): "cannot use the journal \(path): \(reason)"
        case .missingBlob(let hash): "the journal lacks the sources \(hash) of the run"
        case .damagedBlob(let hash):
            "the journal has other sources than those that were pinned as \(hash); nothing was begun with them"
        case .damaged(let run, let faults):
            "the journal of run \(run) is not what was recorded: "
                + (faults.first.map(\.description) ?? "it was changed")
                + (faults.count > 1 ? " (and \(faults.count - 1) more)" : "")
        case .laterVersion(let path, let found, let known):
            "the journal \(path) has version \(found) and was made by a later Moondock; this one knows versions up to "
                + "\(known)"
        case .replaced(let path, let isThere):
            "\(path) was \(isThere ? "replaced" : "removed") while this process used the journal: what it recorded last is "
                + "in no file any more, and nothing more was begun"
        case .turnIsHeld(let holder): Self.text(holder)
        case .unsafe(let path, let reason, let remedy): "\(path) is not safe to use: \(reason); \(remedy)"
        }
    }

    /// Whether the journal itself is at fault, so that a run cannot go on with it.
    public var endsRun: Bool {
        switch self {
        case .fenced, .notDurable, .unusable, .missingBlob, .damagedBlob, .damaged, .laterVersion, .replaced,
            .turnIsHeld, .unsafe:
            true
        default: false
        }
    }

    /// Whether a person has to look at the journal and say how to go on.
    public var needsPerson: Bool {
        switch self {
        case .damaged, .damagedBlob, .missingBlob: true
        default: false
        }
    }

    /// The file that cannot be used and why, where that is all there is to say.
    public var fileFault: String {
        if case .unusable(let path, let reason) = self { "\(path) cannot be written: \(reason)" } else { description }
    }

    private static func text(_ holder: TurnHolder?) -> String {
        guard let holder else { return "another process has the journal to itself and does not let go of it" }
        let since = holder.since.date.formatted(.iso8601)
        let head = "the journal cannot be written: process \(holder.process) has had the turn since \(since)"
        switch holder.state {
        case .stopped:
            return "\(head) and is stopped; `kill -CONT \(holder.process)` lets it go on, or end it with `kill -9`"
        case .running, .gone: return "\(head) and does not answer"
        }
    }
}
