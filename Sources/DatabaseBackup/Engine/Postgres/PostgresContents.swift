/// What `pg_restore --list` says an archive holds.
struct PostgresContents: Sendable, Hashable {
    /// All entries, those included that the list leaves out.
    let entries: Int
    /// Entries by kind, under the names ``SourceFacts/objects`` uses, and `toc_entries`.
    let counts: [String: Int]

    private static let kinds: [(prefix: String, name: String)] = [
        ("TABLE DATA ", "table_data"), ("TABLE ATTACH ", "table_attachments"), ("TABLE ", "tables"),
        ("MATERIALIZED VIEW DATA ", "view_data"), ("MATERIALIZED VIEW ", "views"), ("VIEW ", "views"),
        ("SEQUENCE SET ", "sequence_values"), ("SEQUENCE OWNED BY ", "sequence_owners"), ("SEQUENCE ", "sequences"),
        ("FUNCTION ", "functions"), ("PROCEDURE ", "functions"), ("AGGREGATE ", "functions"),
        ("TRIGGER ", "triggers"), ("INDEX ", "indexes"), ("FK CONSTRAINT ", "foreign_keys"),
        ("CONSTRAINT ", "constraints"), ("BLOB ", "large_objects"), ("BLOB METADATA ", "large_objects"),
    ]

    /// Reads the list: comments begin with `;`, entries look like `215; 1259 16389 TABLE public orders app`.
    init(list: String) {
        var counts: [String: Int] = [:]
        var entries = 0
        for line in list.split(separator: "\n") {
            if let header = line.firstMatch(of: #/^; +TOC Entries: ([0-9]+)/#) {
                entries = Int(header.1) ?? 0
            } else if let entry = line.firstMatch(of: #/^[0-9]+; [0-9]+ [0-9]+ /#) {
                let rest = line[entry.range.upperBound...]
                guard let kind = Self.kinds.first(where: { rest.hasPrefix($0.prefix) }) else { continue }
                counts[kind.name, default: 0] += 1
            }
        }
        counts["toc_entries"] = entries
        self.entries = entries
        self.counts = counts
    }
}
