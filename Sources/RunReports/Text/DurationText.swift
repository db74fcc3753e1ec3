/// Durations as people read them.
public enum DurationText {
    /// `12ms`, `1.2s`, `42s`, `3m 04s`, `2h 10m` or `3d 04h`.
    /// - Parameter seconds: the duration in seconds; a negative one counts as none.
    public static func text(seconds: Double) -> String {
        guard seconds < 1e12, let milliseconds = Int64(exactly: (max(0, seconds) * 1000).rounded()) else { return "?" }
        let tenths = (milliseconds + 50) / 100
        let whole = (milliseconds + 500) / 1000
        switch milliseconds {
        case ..<100: return "\(milliseconds)ms"
        case _ where tenths < 100: return "\(tenths / 10).\(tenths % 10)s"
        case _ where whole < 60: return "\(whole)s"
        case _ where whole < 3600: return "\(whole / 60)m \(two(whole % 60))s"
        case _ where whole < 86_400: return "\(whole / 3600)h \(two(whole / 60 % 60))m"
        default: return "\(whole / 86_400)d \(two(whole / 3600 % 24))h"
        }
    }

    /// The duration of a step that still runs: whole seconds, so that it does not flicker.
    /// - Parameter seconds: the duration so far in seconds.
    public static func running(seconds: Double) -> String {
        seconds < 60
            ? "\(Int(exactly: max(0, seconds).rounded(.down)) ?? 0)s" : text(seconds: seconds.rounded(.down))
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
