import DockerEngine
import Foundation

/// The header by which a server says how long to leave it alone (RFC 9110, section 10.2.3): seconds, or a date.
enum RetryAfter {
    /// The maximum wait that is made in the middle of a step.
    static let maximumDelay = Duration.seconds(300)

    /// - Returns: the wait; `nil` where the text is neither.
    static func wait(_ text: String, now: Date) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            // Too many digits are a long time.
            return .seconds(min(Int64(text) ?? .max, 1 << 31))
        }
        guard let moment = HTTPDate.moment(text) else { return nil }
        // Too far away to count is the maximum wait, as above.
        let seconds = max(0, moment.timeIntervalSince(now)).rounded(.up)
        return .seconds(min(Int64(exactly: seconds) ?? .max, 1 << 31))
    }
}
