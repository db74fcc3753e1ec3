/// The rule for target identifiers: they become part of file names and of backup identifiers.
enum TargetName {
    /// 1 to 64 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, and not with `del-`, which names of backups
    /// being deleted begin with.
    static func isAcceptable(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) != nil && !name.hasPrefix("del-")
    }

    /// The name a database has in the names of its backups: what is not acceptable becomes a hyphen.
    /// - Parameter fallback: what it is called when nothing of its name is acceptable.
    static func made(of name: String, fallback: String) -> String {
        let isPlain = { (scalar: Unicode.Scalar) in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
            default: false
            }
        }
        var made = String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain($0) ? $0 : "-" }))
        while let first = made.first, "._-".contains(first) { made.removeFirst() }
        while let last = made.last, "._-".contains(last) { made.removeLast() }
        if made.isEmpty { return fallback }
        return String((made.hasPrefix("del-") ? "db-" + made : made).prefix(64))
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
