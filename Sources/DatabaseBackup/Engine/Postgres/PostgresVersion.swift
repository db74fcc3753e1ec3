/// A PostgreSQL version, of a server or of a client tool.
struct PostgresVersion: Sendable, Hashable {
    /// The number that decides compatibility: 15 of 15.18.
    let major: Int
    /// As printed.
    let text: String

    /// From a server: `server_version_num`, for example 150018 for 15.18. Every server since version 10 counts like
    /// that; older ones (90624) come out as 9.
    init(number: Int, text: String) {
        major = number / 10_000
        self.text = text
    }

    /// From the line a tool prints for `--version`, for example `pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    init?(toolLine: String) {
        guard let match = toolLine.firstMatch(of: /\(PostgreSQL\) ([0-9]+)(?:[.0-9]*|[a-z]+[0-9]*)/),
            let major = Int(match.1)
        else { return nil }
        self.major = major
        text = toolLine.trimmingSuffix(while: \.isWhitespace)
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
