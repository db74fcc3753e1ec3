/// A table with aligned columns.
public struct TableOutput: Sendable {
    /// A column.
    public struct Column: Sendable {
        /// What stands above it.
        public let title: String
        /// Whether its cells end at the same column, as numbers should.
        public let isAlignedRight: Bool
        /// Whether it gives way when the terminal is too narrow.
        public let isFlexible: Bool

        /// Makes a column.
        public init(_ title: String, isAlignedRight: Bool = false, isFlexible: Bool = false) {
            self.title = title
            self.isAlignedRight = isAlignedRight
            self.isFlexible = isFlexible
        }
    }

    private static let gap = 2
    private static let leastWidth = 6

    private let columns: [Column]
    private let rows: [[StyledText]]

    /// Makes a table.
    /// - Parameters:
    ///   - columns: the columns.
    ///   - rows: the cells of each row, in the order of the columns; missing ones are empty.
    public init(columns: [Column], rows: [[StyledText]]) {
        self.columns = columns
        self.rows = rows.map { row in columns.indices.map { $0 < row.count ? row[$0] : .empty } }
    }

    /// The table, one line for the titles and one for each row.
    /// - Parameters:
    ///   - width: the columns of the terminal, or `nil` where lines may be as long as they are.
    ///   - palette: the colours.
    public func text(width: Int?, palette: Palette) -> String {
        let titles = columns.map { StyledText($0.title.uppercased(), .faint) }
        let widths = widths(of: [titles] + rows, within: width)
        return ([titles] + rows).map { line($0, widths: widths, limit: width).rendered(palette) + "\n" }.joined()
    }

    private func widths(of rows: [[StyledText]], within limit: Int?) -> [Int] {
        var widths = columns.indices.map { column in rows.map { $0[column].width }.max() ?? 0 }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - limit
        while excess > 0 {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.leastWidth }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [StyledText], widths: [Int], limit: Int?) -> StyledText {
        var line = StyledText.empty
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let fitted = cell.truncated(toWidth: widths[index])
            // Spaces after the last column would only get in the way of copying.
            let isPadded = !isLast || columns[index].isAlignedRight
            line +=
                isPadded ? fitted.padded(toWidth: widths[index], alignedRight: columns[index].isAlignedRight) : fitted
            if !isLast { line += StyledText(String(repeating: " ", count: Self.gap)) }
        }
        return limit.map { line.truncated(toWidth: $0) } ?? line
    }
}
