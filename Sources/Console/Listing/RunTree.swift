import TextSafety
public import WorkerProtocol

/// The steps of a run as a tree, drawn once.
public struct RunTree: Sendable {
    /// How far a node has come.
    public enum Outcome: Hashable, Sendable, CaseIterable {
        /// It has not begun.
        case pending
        /// It is being done.
        case running
        /// It waits for a person or a time.
        case waiting
        /// It was done.
        case done
        /// It failed.
        case failed
        /// It was cancelled.
        case cancelled
        /// It may or may not have happened.
        case inDoubt
    }

    /// A step, branch or scope.
    public struct Node: Hashable, Sendable {
        /// What it is.
        public var title: String
        /// How far it has come.
        public var outcome: Outcome
        /// How long it took, in seconds.
        public var duration: Double?
        /// What came of it, or what it waits for.
        public var summary: String?
        /// Where the recipe called it.
        public var position: SourcePosition?
        /// What is inside.
        public var children: [Node]

        /// Makes a node.
        public init(
            title: String, outcome: Outcome, duration: Double? = nil, summary: String? = nil,
            position: SourcePosition? = nil, children: [Node] = []
        ) {
            self.title = title
            self.outcome = outcome
            self.duration = duration
            self.summary = summary
            self.position = position
            self.children = children
        }
    }

    private let title: StyledText
    private let nodes: [Node]

    /// Makes a tree.
    /// - Parameters:
    ///   - title: the line above.
    ///   - nodes: what the run did, in order.
    public init(title: StyledText, nodes: [Node]) {
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

    private static func lines(of nodes: [Node], prefix: String, width: Int?) -> [StyledText] {
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
    private static func line(_ node: Node, _ summary: String?, prefix: String, width: Int?) -> StyledText {
        var line = StyledText(prefix, .faint) + StyledText(node.outcome.symbol, node.outcome.tone)
        line += StyledText(" \(node.title)", node.outcome == .pending ? .faint : .plain)
        if let duration = node.duration { line += StyledText("  \(DurationText.text(seconds: duration))", .faint) }
        if let summary, !summary.isEmpty { line += StyledText("  \(summary)", node.outcome.summaryTone) }
        guard let position = node.position else { return line }
        let place = StyledText("  \(position)", .faint)
        return width.map { line.width + place.width <= $0 } ?? true ? line + place : line
    }
}

extension RunTree.Outcome {
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
