/// Durations as people write them: `"90s"`, `"5m"`, `"1h 30m"`, `"2d"`, `"250ms"`.
public enum DurationFormat {
    private static let units: [Substring: Double] = [
        "ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800,
    ]

    /// The seconds that a text stands for; `nil` where it is no duration.
    public static func seconds(_ text: String) -> Double? {
        // Blanks part amounts; one within an amount is a slip of the pen.
        let words = text.split(separator: " ")
        var seconds = 0.0
        for word in words {
            var rest = word
            while !rest.isEmpty {
                let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
                rest = rest.dropFirst(digits.count)
                let unit = rest.prefix(while: \.isLetter)
                rest = rest.dropFirst(unit.count)
                guard let amount = Double(digits), let factor = units[unit] else { return nil }
                seconds += amount * factor
            }
        }
        return words.isEmpty ? nil : seconds
    }
}
