/// What earlier runs of one target left behind when they were killed.
enum StaleStages {
    /// Removes leftovers of exactly this target. The caller holds the target's lock, so none of them is in use.
    /// - Returns: the names that were removed.
    static func sweep(target: String, in destination: Directory) throws -> [String] {
        let stale = try destination.entries().filter { belongs($0, to: target) }
        for name in stale {
            try destination.removeTree(name)
        }
        return stale
    }

    private static func belongs(_ name: String, to target: String) -> Bool {
        for prefix in [Stage.deletionPrefix, Stage.prefix] where name.hasPrefix(prefix) {
            if BackupIdentifier(text: String(name.dropFirst(prefix.count)))?.target == target { return true }
        }
        return false
    }
}
