extension Duration {
    /// The duration as people write it, in its one fitting unit: `250 ms`, `30 s`, `1.5 min`, `4 h`.
    public var text: String {
        switch seconds {
        case ..<0.9995: "\(Self.whole(seconds * 1000)) ms"
        case ..<120: Duration.trimmed(seconds) + " s"
        case ..<7200: Duration.trimmed(seconds / 60) + " min"
        default: Duration.trimmed(seconds / 3600) + " h"
        }
    }

    private static func whole(_ number: Double) -> Int64 { Int64(exactly: number.rounded()) ?? .max }

    private static func trimmed(_ number: Double) -> String {
        let tenths = whole(number * 10)
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
