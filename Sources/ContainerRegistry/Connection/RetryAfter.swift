package import Foundation

/// The header by which a server says how long to leave it alone (RFC 9110 §10.2.3): seconds, or a date.
package enum RetryAfter {
    /// - Returns: the wait in whole seconds; nil when the text is neither.
    package static func delay(_ text: String, now: Date = Date()) -> Duration? {
        let text = text.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // Too many digits are a long time.
            return .seconds(Int64(text).map { min($0, 1 << 31) } ?? 1 << 31)
        }
        return HTTPDate.moment(text).map { moment in
            let wait = max(0, moment.timeIntervalSince(now)).rounded(.up)
            return .seconds(Int64(exactly: wait).map { min($0, 1 << 31) } ?? 1 << 31)
        }
    }
}
