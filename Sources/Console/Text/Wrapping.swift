extension String {
    /// The neutralised text in pieces that each fit, broken at spaces where there are any.
    /// - Parameter width: columns, at least 2.
    func wrapped(toWidth width: Int) -> [String] {
        var rows: [String] = []
        var row = ""
        var used = 0
        for character in self {
            let next = DisplayWidth.of(character)
            if used + next > max(2, width) {
                let (kept, carried) = Self.brokenAtSpace(row)
                rows.append(kept)
                row = carried
                used = DisplayWidth.of(carried)
            }
            row.append(character)
            used += next
        }
        return rows + [row]
    }

    private static func brokenAtSpace(_ row: String) -> (kept: String, carried: String) {
        guard let space = row.lastIndex(of: " "), row[..<space].contains(where: { $0 != " " }) else { return (row, "") }
        return (String(row[..<space]), String(row[row.index(after: space)...]))
    }
}
