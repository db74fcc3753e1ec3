import Journal

/// One thing worth a line, before it is laid out for a log or a terminal.
struct TranscriptLine: Hashable, Sendable {
    /// What kind of thing it is.
    enum Marker: Hashable, Sendable {
        case runStarted, scopeOpened
        case started, progress, output, waiting
        case done, failed, cancelled, parked, replayed
        case debug, info, warning, error, notice

        /// The character in front of the line.
        var symbol: String {
            switch self {
            case .runStarted: "●"
            case .scopeOpened: "▸"
            case .started: "→"
            case .progress, .output: "│"
            case .waiting, .parked: "⏸"
            case .done: "✓"
            case .failed, .error: "✗"
            case .cancelled: "⊘"
            case .replayed: "↺"
            case .debug, .info: "·"
            case .warning: "!"
            case .notice: "ℹ"
            }
        }

        var tone: Tone {
            switch self {
            case .runStarted, .notice: .accent
            case .scopeOpened, .started: .active
            case .progress, .output, .replayed, .debug, .info: .faint
            case .waiting, .parked, .warning, .cancelled: .warning
            case .done: .success
            case .failed, .error: .failure
            }
        }

        /// Whether a live tree shows the same thing while it lasts, so that only a log needs the line.
        var isShownLive: Bool {
            switch self {
            case .started, .progress, .output, .waiting: true
            default: false
            }
        }
    }

    var marker: Marker
    /// How many scopes are around it.
    var depth = 0
    /// The structural path of what it is about.
    var path: String?
    /// What it is about, in a few words.
    var title: String
    /// How long it took, in seconds.
    var duration: Double?
    /// What came of it.
    var detail: String?
    /// When a wait began, where that was before the line.
    var since: Timestamp?
    /// When a wait ends by itself.
    var until: Timestamp?
    /// The last lines of output before a failure.
    var tail: [String] = []
}
