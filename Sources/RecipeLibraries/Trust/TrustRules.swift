import LuaSyntax
import TextFormats

/// Which releases of libraries are taken, whoever they are from.
public struct TrustRules: Hashable, Sendable {
    /// Whether every release must be signed.
    public var signed = false
    /// How old a release must be, in seconds.
    public var minAge = 0

    /// Rules that take everything.
    public init() {}

    /// Both rules at once.
    public func and(_ other: TrustRules) -> TrustRules {
        var rules = self
        rules.signed = signed || other.signed
        rules.minAge = max(minAge, other.minAge)
        return rules
    }
}

extension TableReader {
    /// A hundred years, as the durations of options have it.
    private static let maximumAge = 36_500 * 86_400

    /// The keys `signed` and `min_age`.
    mutating func trust(_ table: LiteralTable) -> TrustRules {
        var rules = TrustRules()
        rules.signed = flag(table, "signed")
        if let text = text(table, "min_age"), let span = table["min_age"]?.span {
            let seconds = DurationFormat.seconds(text).flatMap { Int(exactly: $0.rounded(.up)) }
            if let seconds, (0...Self.maximumAge).contains(seconds) {
                rules.minAge = seconds
            } else {
                report("'\(text)' is no age", at: span, hint: "write a number and a unit: 12h, 3d, 2w")
            }
        }
        return rules
    }
}
