/// Removes the backups of one database that are older than the newest few. What another database left under the same
/// target stays.
struct Retention {
    let keep: Int
    let catalog: BackupCatalog

    /// Removes older backups. Only complete ones with a manifest count, so a damaged one never pushes out a good one.
    /// - Parameter newest: the backup just published; it stays whatever the clock said when it was made.
    /// - Returns: names of the removed backups.
    func apply(newest: BackupRecord) throws -> [String] {
        let others = try catalog.records(target: newest.manifest.target).filter { record in
            record.id != newest.id && record.manifest.isOfSameDatabase(as: newest.manifest)
                && catalog.isComplete(record)
        }
        let surplus = others.dropFirst(max(0, keep - 1))
        return try surplus.map { record in
            try remove(record.id)
            return record.id
        }
    }

    /// Takes the name away first: a crash in the middle leaves a leftover to sweep, never half a backup.
    private func remove(_ id: String) throws {
        let doomed = Stage.deletionPrefix + id
        try catalog.destination.rename(id, to: doomed)
        try catalog.destination.synchronize()
        try catalog.destination.removeTree(doomed)
    }
}
