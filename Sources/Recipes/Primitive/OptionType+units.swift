import LuaValues
import TextFormats

extension OptionType where Value == Duration {
    private static var typeDescription: String { "a duration like \"30s\", \"5m\" or \"1h 30m\"" }

    /// A duration: a number of seconds, or text such as `"90s"`, `"5m"`, `"1h 30m"`, `"2d"`, `"250ms"`.
    public static let duration = OptionType(typeDescription, annotation: "string|number") {
        value, path throws(OptionError) in
        guard let seconds = value.number ?? value.string.flatMap(DurationFormat.seconds), seconds >= 0 else {
            throw .mismatch(value, path, expected: typeDescription)
        }
        guard let duration = Duration(seconds: seconds) else {
            throw .mismatch(value, path, expected: "a duration of 36500 days at most")
        }
        return duration
    }
}

extension Duration {
    /// Takes a number of seconds, which are at most a hundred years: moments and nanoseconds leave their 64 bits much
    /// later. `nil` where it is negative, too large, or "not a number".
    init?(seconds: Double) {
        guard seconds >= 0, seconds <= 36_500 * 86_400,
            let milliseconds = Int64(exactly: (seconds * 1000).rounded())
        else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// Reads text such as `"1h 30m"`; units are ms, s, m, h, d and w.
    public init?(_ text: String) {
        guard let seconds = DurationFormat.seconds(text) else { return nil }
        self.init(seconds: seconds)
    }

    /// The duration in whole seconds, rounded up.
    public var wholeSeconds: Int { Int(exactly: seconds.rounded(.up)) ?? .max }

    /// The duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension OptionType where Value == Int64 {
    /// A size in bytes: a number, or text such as `"512MiB"`, `"1.5GB"`, `"64k"`; all units are powers of 1024.
    public static let size = OptionType(sizeDescription, annotation: "string|integer") {
        value, path throws(OptionError) in
        if let bytes = value.integer, bytes >= 0 { return bytes }
        guard let text = value.string else { throw .mismatch(value, path, expected: sizeDescription) }
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        let unit = text.dropFirst(digits.count).filter { $0 != " " }.lowercased()
        guard let amount = Double(digits), let factor = sizeUnits[unit],
            let bytes = Int64(exactly: (amount * factor).rounded(.down))
        else { throw .mismatch(value, path, expected: sizeDescription) }
        return bytes
    }
}

private let sizeDescription = "a size like \"512MiB\""

/// As docker counts: `512MB` of memory is 512 MiB there, and whoever brings a compose file over means that.
private let sizeUnits: [String: Double] = [
    "": 1, "b": 1, "k": 1024, "kb": 1024, "kib": 1024, "m": 1_048_576, "mb": 1_048_576, "mib": 1_048_576,
    "g": 1_073_741_824, "gb": 1_073_741_824, "gib": 1_073_741_824, "t": 1_099_511_627_776, "tb": 1_099_511_627_776,
    "tib": 1_099_511_627_776,
]
