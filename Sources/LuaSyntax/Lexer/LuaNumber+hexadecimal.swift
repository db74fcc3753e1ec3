extension LuaNumber {
    /// Reads what follows `0x`: an integer that wraps around, or a float with a dot or a binary exponent.
    static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> LuaNumber? {
        var rest = bytes
        var mantissa = HexadecimalMantissa()
        while let digit = rest.first?.hexadecimalValue {
            mantissa.append(digit)
            rest.removeFirst()
        }
        guard let next = rest.first else {
            return mantissa.digitCount > 0 ? .integer(mantissa.wrapped) : nil
        }
        if next == UInt8(ascii: ".") {
            rest.removeFirst()
            while let digit = rest.first?.hexadecimalValue {
                mantissa.append(digit)
                mantissa.exponent -= 4
                rest.removeFirst()
            }
        }
        guard mantissa.digitCount > 0 else { return nil }
        if let mark = rest.popFirst() {
            guard mark | 0x20 == UInt8(ascii: "p"), let exponent = binaryExponent(rest) else { return nil }
            mantissa.exponent += exponent
        }
        return .float(mantissa.value)
    }

    private static func binaryExponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty, rest.allSatisfy(\.isDigit) else { return nil }
        // Far beyond any exponent of a double, and far from overflow.
        let magnitude = rest.reduce(0) { min($0 * 10 + Int($1 &- 0x30), 1 << 40) }
        return isNegative ? -magnitude : magnitude
    }
}

/// The digits of a hexadecimal numeral, kept as the top 60 bits that matter and whether any bit was lost below them.
private struct HexadecimalMantissa {
    private(set) var digitCount = 0
    /// The value modulo 2⁶⁴, as an integer numeral means it.
    private(set) var wrapped: Int64 = 0
    var exponent = 0
    private var leading: UInt64 = 0
    private var hasLostBits = false

    mutating func append(_ digit: UInt8) {
        digitCount += 1
        wrapped = wrapped << 4 | Int64(digit)
        if leading >> 56 == 0 {
            leading = leading << 4 | UInt64(digit)
        } else {
            exponent += 4
            hasLostBits = hasLostBits || digit != 0
        }
    }

    /// The nearest double, ties to even, rounded once also where it is subnormal.
    var value: Double {
        guard leading != 0 else { return 0 }
        let width = 64 - leading.leadingZeroBitCount
        let top = exponent + width
        guard top <= 1024 else { return .infinity }
        guard top > -1076 else { return 0 }
        let precision = min(53, top + 1074)
        let excess = width - precision
        guard excess > 0 else { return Double(sign: .plus, exponent: exponent, significand: Double(leading)) }
        let rounded = round(droppingBits: excess)
        return Double(sign: .plus, exponent: exponent + excess, significand: Double(rounded))
    }

    private func round(droppingBits count: Int) -> UInt64 {
        guard count <= 64 else { return 0 }
        let kept = count == 64 ? 0 : leading >> UInt64(count)
        let half: UInt64 = 1 << UInt64(count - 1)
        let dropped = count == 64 ? leading : leading & (half << 1 - 1)
        let roundsUp = dropped > half || dropped == half && (hasLostBits || kept & 1 == 1)
        return roundsUp ? kept + 1 : kept
    }
}
