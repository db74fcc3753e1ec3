extension IgnorePattern {
    /// Cuts a cleaned pattern into tokens.
    /// - Throws: `Malformed` where Go's `filepath.Match` reports a bad pattern.
    static func parse(_ text: String) throws(Malformed) -> [Token] {
        var rest = text.unicodeScalars[...]
        var tokens: [Token] = []
        while let character = rest.popFirst() {
            switch character {
            case "*" where rest.first == "*":
                rest.removeFirst()
                let isDirectory = rest.first == "/"
                if isDirectory { rest.removeFirst() }
                tokens.append(wildcard(before: rest, atStart: tokens.isEmpty, isDirectory: isDirectory))
            case "*": tokens.append(.anyInName)
            case "?": tokens.append(.one)
            case "[": tokens.append(try set(&rest))
            case "\\":
                guard let escaped = rest.popFirst() else { throw Malformed() }
                tokens.append(.scalar(escaped))
            default: tokens.append(.scalar(character))
            }
        }
        return tokens
    }

    /// What a `**` means by what follows. Docker takes `**name` at the start of a pattern with no other wildcard for
    /// “ends with name”.
    private static func wildcard(
        before rest: Substring.UnicodeScalarView, atStart: Bool, isDirectory: Bool
    ) -> Token {
        if rest.isEmpty { return .rest }
        let isSuffix = atStart && !isDirectory && !rest.contains(where: { "*?[]\\".unicodeScalars.contains($0) })
        return isSuffix ? .rest : .directories
    }

    /// The inside of `[…]`, its opening bracket taken already.
    private static func set(_ rest: inout Substring.UnicodeScalarView) throws(Malformed) -> Token {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while true {
            if rest.first == "]", !ranges.isEmpty {
                rest.removeFirst()
                return .set(ranges, isNegated: isNegated)
            }
            let low = try setMember(&rest)
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                high = try setMember(&rest)
            }
            guard low <= high else { throw Malformed() }
            ranges.append(low...high)
        }
    }

    private static func setMember(_ rest: inout Substring.UnicodeScalarView) throws(Malformed) -> Unicode.Scalar {
        guard let character = rest.popFirst(), character != "-", character != "]" else { throw Malformed() }
        guard character == "\\" else { return character }
        guard let escaped = rest.popFirst() else { throw Malformed() }
        return escaped
    }
}
