import Foundation

/// Why the journal refused or failed.
public enum JournalError: Error, Hashable, Sendable {
    /// No run has this name.
    case noSuchRun(String)
    /// More than one run's name matches.
    case ambiguousRun(String, matches: [String])
    /// Another process carries the run on.
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
}

extension JournalError: CustomStringConvertible {
    /// What was wrong and what to do.
    public var description: String {
        switch self {
        case .noSuchRun(let name): "no run is called '\(name)'; `moondock runs` lists them"
        case .ambiguousRun(let name, let matches):
            "'\(name)' fits \(matches.count) runs: \(matches.prefix(5).joined(separator: ", "))"
        case .runIsHeld(let run, let owner): "run \(run) is being carried on by \(owner)"
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
            "\(person) has answered before and that is recorded; \(record.standing ?? record.outcome)"
        case .voided(let record):
            "what you saw is void: run \(record.run) now asks something else; look again with `moondock show \(record.run)`"
        case .invalidForm(let error): "\(error); give it with --field NAME=VALUE"
        case .ownRequest(let identity):
            "\(identity.user) began the run, and whoever did may not approve it; somebody else has to"
        case .notAnApprover(let identity, let allowed):
            "\(identity.user) may not answer this; it takes one of: \(allowed.joined(separator: ", "))"
        case .notDurable(let detail): "the journal would not survive a power failure: \(detail)"
        case .unusable(let path, let reason): "cannot use the journal \(path): \(reason)"
        case .missingBlob(let hash): "the journal lacks blob \(hash)"
        }
    }
}
