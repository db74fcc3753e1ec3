import Foundation

/// The name of one backup: `<target>-<UTC time>-<random>`, for example `app-db-20260301T142530Z-9f31c2`.
///
/// The tail has a fixed form, so the target can be read back exactly: `app` never matches a backup of `app-staging`.
struct BackupIdentifier: Sendable, Hashable {
    let text: String
    let target: String

    init(target: String, at time: Date) {
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt)
        let random = String(UInt32.random(in: 0..<0x100_0000), radix: 16)
        let padded = String(repeating: "0", count: 6 - random.count) + random
        self.target = target
        text = "\(target)-\(time.formatted(style))-\(padded)"
    }

    /// Reads an identifier; nil when the text has another form.
    init?(text: String) {
        guard let match = text.wholeMatch(of: /(.+)-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}/),
            TargetName.isAcceptable(String(match.1))
        else { return nil }
        self.text = text
        target = String(match.1)
    }
}
