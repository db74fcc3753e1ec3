/// What earlier backups of one database left behind when they were killed.
enum StaleStages {
    /// Removes leftovers of exactly this target and database. The caller holds their lock, so none of them is in use.
    /// - Returns: the names that were removed.
    static func sweep(target: String, origin: BackupOrigin, in destination: Directory) throws -> [String] {
        let stale = try destination.entries().filter { belongs($0, to: target, origin) }
        for name in stale {
            try destination.removeTree(name)
        }
        return stale
    }

    /// Names without a mark are those of versions that made none, and nobody's any more.
    private static func belongs(_ name: String, to target: String, _ origin: BackupOrigin) -> Bool {
        let prefixes = [Stage.deletionPrefix, Stage.prefix].flatMap { ["\($0)\(origin.mark)-", $0] }
        for prefix in prefixes where name.hasPrefix(prefix) {
            if BackupIdentifier(text: String(name.dropFirst(prefix.count)))?.target == target { return true }
        }
        return false
    }
}
