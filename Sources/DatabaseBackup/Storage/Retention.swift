/// Removes the backups of one database that are older than the newest few.
///
/// Several databases may share a target and a folder: one name on two servers, test and production. Only backups that
/// are known to be of this very database are ever removed.
struct Retention {
    let keep: Int
    let catalog: BackupCatalog

    /// Removes older backups. Only complete ones with a manifest count, so a damaged one never pushes out a good one.
    /// - Parameter newest: the backup just published; it stays whatever the clock said when it was made.
    /// - Returns: names of the removed backups.
    func apply(newest: BackupRecord) throws -> [String] {
        guard let origin = newest.manifest.origin else { return [] }
        let others = try catalog.records(target: newest.manifest.target).filter { record in
            record.id != newest.id && record.manifest.engine == newest.manifest.engine
                && record.manifest.knownOrigin == origin && catalog.isComplete(record)
        }
        let surplus = others.dropFirst(max(0, keep - 1))
        return try surplus.map { record in
            try remove(record.id, of: origin)
            return record.id
        }
    }

    /// Takes the name away first: a crash in the middle leaves a leftover to sweep, never half a backup.
    private func remove(_ id: String, of origin: BackupOrigin) throws {
        let doomed = "\(Stage.deletionPrefix)\(origin.mark)-\(id)"
        try catalog.destination.rename(id, to: doomed)
        try catalog.destination.synchronize()
        try catalog.destination.removeTree(doomed)
    }
}
