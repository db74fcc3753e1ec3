public import RunReports
import TextSafety
import WorkerProtocol

/// The steps of a run as a tree, drawn once.
public struct RunTree: Sendable {
    private let title: StyledText
    private let nodes: [RunNode]

    /// Makes a tree.
    /// - Parameters:
    ///   - title: the line above.
    ///   - nodes: what the run did, in order.
    public init(title: StyledText, nodes: [RunNode]) {
        self.title = title
        self.nodes = nodes
    }

    /// The tree, one line for each node and one for each further line of its summary.
    /// - Parameters:
    ///   - width: the columns of the terminal, or `nil` where lines may be as long as they are.
    ///   - palette: the colours.
    public func text(width: Int?, palette: Palette) -> String {
        let lines = [title] + Self.lines(of: nodes, prefix: "", width: width)
        return lines.map { (width.map($0.truncated) ?? $0).rendered(palette) + "\n" }.joined()
    }

    private static func lines(of nodes: [RunNode], prefix: String, width: Int?) -> [StyledText] {
        nodes.enumerated().flatMap { index, node in
            let isLast = index == nodes.count - 1
            let inner = prefix + (isLast ? "   " : "│  ")
            let bar = StyledText(inner + (node.children.isEmpty ? "   " : "│  "), .faint)
            let summary = node.summary.map(SafeText.lines) ?? []
            return [line(node, summary.first, prefix: prefix + (isLast ? "└─ " : "├─ "), width: width)]
                + summary.dropFirst().map { bar + StyledText($0, node.outcome.summaryTone) }
                + lines(of: node.children, prefix: inner, width: width)
        }
    }

    /// A line drops its source position first, then as much of the summary as it must.
    private static func line(_ node: RunNode, _ summary: String?, prefix: String, width: Int?) -> StyledText {
        var line = StyledText(prefix, .faint) + StyledText(node.outcome.symbol, node.outcome.tone)
        line += StyledText(" \(node.title)", node.outcome == .pending ? .faint : .plain)
        if let duration = node.duration { line += StyledText("  \(DurationText.text(seconds: duration))", .faint) }
        if let summary, !summary.isEmpty { line += StyledText("  \(summary)", node.outcome.summaryTone) }
        guard let position = node.position else { return line }
        let place = StyledText("  \(position)", .faint)
        return width.map { line.width + place.width <= $0 } ?? true ? line + place : line
    }
}

extension RunNode.Outcome {
    var symbol: String {
        switch self {
        case .pending: "·"
        case .running: "▶"
        case .waiting: "⏸"
        case .done: "✓"
        case .failed: "✗"
        case .cancelled: "⊘"
        case .inDoubt: "?"
        }
    }

    var tone: Tone {
        switch self {
        case .pending: .faint
        case .running: .active
        case .waiting, .cancelled, .inDoubt: .warning
        case .done: .success
        case .failed: .failure
        }
    }

    var summaryTone: Tone { self == .failed ? .failure : .faint }
}
