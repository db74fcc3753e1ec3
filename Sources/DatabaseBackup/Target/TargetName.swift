/// The rule for target identifiers: they become part of file names and of backup identifiers.
enum TargetName {
    /// 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, and not with `del-`, which names of backups
    /// being deleted begin with.
    static func isAcceptable(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) != nil && !name.hasPrefix("del-")
    }

    static func validate(_ name: String) throws(BackupError) {
        guard isAcceptable(name) else {
            throw BackupError(
                .invalidRequest, stage: .prepare,
                "target id '\(PrintableText.line(name))' is not acceptable",
                hint: "use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit, not with 'del-'")
        }
    }
}
