import Foundation
import Threads

/// Makes backups. A value without state: any number of backups may run at once, one for each destination and target.
public struct BackupRunner: Sendable {
    private let runtimeParent: String

    /// Creates a runner.
    /// - Parameter runtimeDirectory: absolute path of an existing directory on a local, preferably in-memory file
    ///   system, in which private directories for password files are made and removed. Nil takes `XDG_RUNTIME_DIR`,
    ///   else the temporary directory.
    public init(runtimeDirectory: String? = nil) {
        let inherited = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"].flatMap { path in
            FileManager.default.isWritableFile(atPath: path) ? path : nil
        }
        let parent = runtimeDirectory ?? inherited ?? FileManager.default.temporaryDirectory.path
        runtimeParent = URL(filePath: parent).resolvingSymlinksInPath().path
    }

    /// Backs a database up.
    ///
    /// Returns when the copy is complete, read back, and durable under its name. When it throws, or the task is
    /// cancelled, nothing new is left in the destination, no process is left running, and earlier backups are as they
    /// were. Retention runs after a success only.
    /// - Parameters:
    ///   - request: what to back up, where to, and for how long.
    ///   - observer: hears of progress and of what the tools say.
    /// - Throws: ``BackupError``; see its codes.
    public func run(
        _ request: BackupRequest, observer: BackupObserver = BackupObserver()
    ) async throws(BackupError) -> BackupOutcome {
        try request.validate()
        let run = BackupRun(request: request, observer: observer, engine: engine(for: request, observer: observer))
        do {
            return try await withTaskExecutorPreference(BlockingWork.executor) {
                try await Deadline.run(within: request.limits.total, what: "backup of '\(request.target.id)'") {
                    try await run.perform()
                }
            }
        } catch {
            throw BackupError.wrapping(error, stage: .prepare)
        }
    }

    /// Removes what a backup that was killed has left of a target. One that is being made is left alone.
    /// - Throws: ``BackupError`` when the directory cannot be used.
    public func discard(target: BackupTarget, destination: String) async throws(BackupError) {
        do {
            try TargetName.validate(target.id)
            let origin = target.source.origin
            try await withTaskExecutorPreference(BlockingWork.executor) {
                let directory: Directory
                do {
                    directory = try Directory.open(destination)
                } catch let error as SystemCallError where error.number == ENOENT {
                    return
                }
                do {
                    let lock = try TargetLock.acquire(target: target.id, origin: origin, in: directory)
                    defer { withExtendedLifetime(lock) {} }
                    _ = try StaleStages.sweep(target: target.id, origin: origin, in: directory)
                } catch let error as BackupError where error.code == .busy {
                    return
                }
            }
        } catch {
            throw BackupError.wrapping(error, stage: .prepare)
        }
    }

    private func engine(for request: BackupRequest, observer: BackupObserver) -> any BackupEngine {
        let context = EngineContext(
            limits: request.limits, compression: request.compression, observer: observer, runtimeParent: runtimeParent)
        return request.target.source.engine(in: context)
    }
}
