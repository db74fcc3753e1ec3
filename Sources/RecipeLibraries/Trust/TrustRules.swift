import LuaSyntax

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
    /// The keys `signed` and `min_age`.
    mutating func trust(_ table: LiteralTable) -> TrustRules {
        var rules = TrustRules()
        rules.signed = flag(table, "signed")
        if let text = text(table, "min_age"), let span = table["min_age"]?.span {
            let units: [Substring: Int] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
            if let match = text.wholeMatch(of: /([0-9]{1,4})([mhdw])/), let number = Int(match.1),
                let unit = units[match.2]
            {
                rules.minAge = number * unit
            } else {
                report("'\(text)' is no age", at: span, hint: "write a number and a unit: 12h, 3d, 2w")
            }
        }
        return rules
    }
}
