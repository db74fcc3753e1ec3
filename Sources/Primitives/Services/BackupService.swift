import DatabaseBackup
import Foundation
import Recipes

/// How steps back databases up.
struct BackupService: StepService {
    /// Backs a database up, verified and published only when complete.
    var run: @Sendable (BackupRequest, BackupObserver) async throws(BackupError) -> BackupOutcome = {
        request, observer throws(BackupError) in
        try await BackupRunner().run(request, observer: observer)
    }
    /// The backup that a step has made since a moment, by the step's token.
    var find:
        @Sendable (_ folder: String, _ target: String, _ token: String, _ since: Date)
            async throws(BackupError) -> BackupRecord? = { folder, target, token, since throws(BackupError) in
                try await BackupStore(destination: folder).findBackup(target: target, token: token, since: since)
            }
    /// Removes what a backup that was cut short has left in a folder.
    var discard: @Sendable (BackupTarget, _ folder: String) async throws(BackupError) -> Void = {
        target, folder throws(BackupError) in
        try await BackupRunner().discard(target: target, destination: folder)
    }
}
