/// What every engine gets besides its source.
package struct EngineContext: Sendable {
    let limits: BackupLimits
    let compression: BackupCompression
    let observer: BackupObserver
    /// Absolute path of the directory in which private runtime directories are made.
    let runtimeParent: String
}
