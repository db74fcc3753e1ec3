import Glibc

extension BackupError {
    /// The typed error for whatever a step threw.
    /// - Parameters:
    ///   - error: the error as thrown.
    ///   - stage: what was being done, for errors that do not know it.
    static func wrapping(_ error: any Error, stage: Stage) -> BackupError {
        switch error {
        case let error as BackupError: error
        case let error as SystemCallError: BackupError(error, stage: stage)
        case is CancellationError: .cancelled(stage: stage)
        case let error as StallError:
            BackupError(.stalled, stage: stage, "the server stopped answering", bytes: error.bytes)
        default: BackupError(.io, stage: stage, "unexpected failure: \(error)")
        }
    }

    static func cancelled(stage: Stage) -> BackupError {
        BackupError(.cancelled, stage: stage, "the backup was cancelled; nothing was published")
    }

    init(_ error: SystemCallError, stage: Stage) {
        switch error.number {
        case ENOSPC, EDQUOT:
            self.init(
                .diskFull, stage: stage, "no space left while working on \(error.path)",
                hint: "free some space or name another destination; earlier backups are untouched")
        case EACCES, EPERM, EROFS:
            self.init(
                .io, stage: stage, error.description,
                hint: "the user that runs the backup needs to be able to write there")
        default:
            self.init(.io, stage: stage, error.description)
        }
    }
}
