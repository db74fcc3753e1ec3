import LuaRuntime

extension OptionType where Value == Duration {
    /// A duration: a number of seconds, or text such as `"90s"`, `"5m"`, `"1h 30m"`, `"2d"`, `"250ms"`.
    public static let duration = OptionType(
        Duration.noun, annotation: "string|number"
    ) { value, place throws(OptionError) in
        if let seconds = value.number {
            guard seconds >= 0, seconds < 1e10 else { throw .mismatch(value, place, expected: Duration.noun) }
            return .milliseconds(Int64(seconds * 1000))
        }
        guard let text = value.string, let parsed = Duration(text) else {
            throw .mismatch(value, place, expected: Duration.noun)
        }
        return parsed
    }
}

extension Duration {
    fileprivate static let noun = "a duration like \"30s\", \"5m\" or \"1h 30m\""

    /// Reads text such as `"1h 30m"`; units are ms, s, m, h and d.
    public init?(_ text: String) {
        let units: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400]
        var rest = Substring(text.filter { $0 != " " })
        guard !rest.isEmpty else { return nil }
        var seconds = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let amount = Double(digits), let factor = units[String(unit)] else { return nil }
            seconds += amount * factor
            guard seconds < 1e10 else { return nil }
        }
        self = .milliseconds(Int64((seconds * 1000).rounded()))
    }

    /// The duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension OptionType where Value == Int64 {
    /// A size in bytes: a number, or text such as `"512MiB"`, `"1.5GB"`, `"64k"`; all units are powers of 1024.
    public static let size = OptionType(sizeNoun, annotation: "string|integer") {
        value, place throws(OptionError) in
        if let bytes = value.integer, bytes >= 0 { return bytes }
        guard let text = value.string else { throw .mismatch(value, place, expected: sizeNoun) }
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(digits.count).filter { $0 != " " }.lowercased()
        guard let amount = Double(digits), let factor = sizeUnits[unit], amount * factor < 9e18 else {
            throw .mismatch(value, place, expected: sizeNoun)
        }
        return Int64(amount * factor)
    }
}

private let sizeNoun = "a size like \"512MiB\""

/// As docker counts: `512MB` of memory is 512 MiB there, and whoever brings a compose file over means that.
private let sizeUnits: [String: Double] = [
    "": 1, "b": 1, "k": 1024, "kb": 1024, "kib": 1024, "m": 1_048_576, "mb": 1_048_576, "mib": 1_048_576,
    "g": 1_073_741_824, "gb": 1_073_741_824, "gib": 1_073_741_824, "t": 1_099_511_627_776, "tb": 1_099_511_627_776,
    "tib": 1_099_511_627_776,
]
