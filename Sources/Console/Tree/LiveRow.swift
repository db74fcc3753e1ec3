/// One row of the live region before it is fitted to the terminal.
struct LiveRow: Hashable, Sendable {
    /// What is shown first when there is not enough room for all rows.
    enum Rank: Int, Comparable, Sendable {
        case header, running, waiting, failed, queued, done

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    var rank: Rank
    var depth: Int
    var symbol: String
    var tone: Tone
    /// The structural path; dropped on a narrow terminal.
    var path: String?
    /// The name of a branch; stays.
    var name: String?
    /// The columns the names of all branches beside it take.
    var nameWidth = 0
    var title: String
    var elapsed: String?
    /// How far it has come; beside the title, as far as there is room.
    var detail: String?
    /// The last line of output; on a row of its own while few steps run.
    var output: String?

    /// The least room in which a detail says anything, in columns.
    private static let leastDetail = 12
    /// The least width of a terminal that spends a row on output, in columns.
    private static let leastOutputWidth = 40
    /// The least room a title should have before the elapsed time gives way, in columns.
    private static let leastTitle = 16

    /// The row, with as much detail as the terminal is wide.
    func fitted(toWidth width: Int) -> StyledText {
        let candidates = [
            head(indent: depth * 2, withPath: true) + titled + timed,
            head(indent: depth * 2, withPath: false) + titled + timed,
            head(indent: min(depth, 1), withPath: false) + titled + timed,
        ]
        if let whole = candidates.first(where: { $0.width <= width }) {
            return whole + beside(room: width - whole.width)
        }
        let head = head(indent: min(depth, 1), withPath: false)
        let room = width - head.width - timed.width
        guard room >= Self.leastTitle else { return (head + titled).truncated(toWidth: width) }
        return head + titled.truncated(toWidth: room) + timed
    }

    /// The row for the last line of output.
    func outputRow(width: Int) -> StyledText? {
        guard let output, !output.isEmpty, width >= Self.leastOutputWidth else { return nil }
        let indent = String(repeating: " ", count: depth * 2 + 2)
        return (StyledText(indent) + StyledText("│ \(output)", .faint)).truncated(toWidth: width)
    }

    private func head(indent: Int, withPath: Bool) -> StyledText {
        var head = StyledText(String(repeating: " ", count: indent)) + StyledText(symbol, tone) + " "
        if let name {
            head += StyledText(name, .branch(named: name)).padded(toWidth: nameWidth) + " "
        } else if withPath, let path {
            head += StyledText(path, .faint) + " "
        }
        return head
    }

    private var titled: StyledText { StyledText(title, rank == .header ? .strong : .plain) }

    private var timed: StyledText { elapsed.map { StyledText("  \($0)", .faint) } ?? .empty }

    private func beside(room: Int) -> StyledText {
        guard let text = detail ?? output, !text.isEmpty, room >= Self.leastDetail else { return .empty }
        return StyledText("  \(text)", .faint).truncated(toWidth: room)
    }
}
