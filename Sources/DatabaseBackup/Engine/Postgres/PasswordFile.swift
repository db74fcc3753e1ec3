/// libpq's password file. https://www.postgresql.org/docs/current/libpq-pgpass.html
enum PasswordFile {
    /// The only line of a file that one connection uses.
    /// - Throws: `BackupError` `auth` for a password the format cannot hold.
    static func contents(password: String) throws(BackupError) -> String {
        guard !password.utf8.contains(where: { [0x00, 0x0A, 0x0D].contains($0) }) else {
            throw BackupError(
                .auth, stage: .preflight, "the password holds a line break or a NUL, which libpq cannot read",
                hint: "check that the secret was stored without a trailing line break")
        }
        return "*:*:*:*:\(password.escaping(":", "\\"))\n"
    }
}
