/// A number of Lua 5.4: an integer or a float, distinguished by how it is written (reference manual §3.1).
public enum LuaNumber: Hashable, Sendable {
    /// A 64-bit integer.
    case integer(Int64)
    /// A double-precision float.
    case float(Double)
}

extension LuaNumber {
    /// Reads a numeral; `nil` when it is malformed.
    ///
    /// Decimal integers too large for 64 bits become floats, hexadecimal ones wrap around (`l_str2int`, lobject.c).
    /// - Parameter numeral: The bytes of the whole numeral, without sign.
    public init?(numeral: ArraySlice<UInt8>) {
        guard let first = numeral.first else { return nil }
        let isHexadecimal =
            first == UInt8(ascii: "0") && numeral.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let parsed = isHexadecimal ? Self.hexadecimal(numeral.dropFirst(2)) : Self.decimal(numeral)
        guard let parsed else { return nil }
        self = parsed
    }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> LuaNumber? {
        var value: Int64 = 0
        var isInteger = true
        for digit in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(digit &- 0x30))
            guard digit.isDigit, !overflow, !carry else {
                isInteger = false
                break
            }
            value = sum
        }
        if isInteger { return .integer(value) }
        guard isDecimalFloat(digits) else { return nil }
        return Double(canonicalDecimal(digits)).map(LuaNumber.float)
    }

    /// Whether the bytes are what C's `strtod` reads to the end: digits with at most one dot, then an exponent.
    private static func isDecimalFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        let whole = Self.takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let mark = rest.popFirst() else { return true }
        guard mark | 0x20 == UInt8(ascii: "e") else { return false }
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        return takeDigits(&rest) > 0 && rest.isEmpty
    }

    /// The numeral with a digit on both sides of its dot, the form Swift's own reader accepts.
    private static func canonicalDecimal(_ bytes: ArraySlice<UInt8>) -> String {
        var text = "0"
        for byte in bytes {
            if byte | 0x20 == UInt8(ascii: "e"), text.last == "." { text.append("0") }
            text.append(Character(Unicode.Scalar(byte)))
        }
        if text.last == "." { text.append("0") }
        return text
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let before = rest.count
        rest = rest.drop { $0.isDigit }
        return before - rest.count
    }
}
