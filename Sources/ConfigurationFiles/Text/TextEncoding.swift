/// How the characters of a file are bytes.
enum TextEncoding: Hashable, Sendable {
    case utf8
    case utf16LittleEndian
    case utf16BigEndian
    case latin1
    case windows1252
    case ascii

    /// Whether it has the character.
    func has(_ scalar: Unicode.Scalar) -> Bool { bytes(of: scalar) != nil }

    /// The bytes of a character; `nil` where it has none.
    func bytes(of scalar: Unicode.Scalar) -> [UInt8]? {
        switch self {
        case .utf8: return Array(UTF8.encode(scalar) ?? UTF8.EncodedScalar())
        case .utf16LittleEndian: return UTF16.encode(scalar).map { $0.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
        case .utf16BigEndian: return UTF16.encode(scalar).map { $0.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
        case .latin1: return UInt8(exactly: scalar.value).map { [$0] }
        case .ascii: return scalar.value < 0x80 ? [UInt8(truncatingIfNeeded: scalar.value)] : nil
        case .windows1252:
            if let place = Self.upperHalf.firstIndex(of: scalar.value) { return [UInt8(0x80 + place)] }
            guard let byte = UInt8(exactly: scalar.value), !(0x80...0x9F).contains(byte) else { return nil }
            return [byte]
        }
    }

    /// The character of one byte in an encoding that has one byte for each; `nil` where it has none.
    func scalar(of byte: UInt8) -> Unicode.Scalar? {
        switch self {
        case .latin1: return Unicode.Scalar(byte)
        case .ascii: return byte < 0x80 ? Unicode.Scalar(byte) : nil
        case .windows1252:
            guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
            let value = Self.upperHalf[Int(byte) - 0x80]
            return value == 0 ? nil : Unicode.Scalar(value)
        case .utf8, .utf16LittleEndian, .utf16BigEndian: return nil
        }
    }

    /// What windows-1252 has from 0x80 to 0x9F (https://encoding.spec.whatwg.org/#windows-1252); 0 for nothing.
    private static let upperHalf: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D,
        0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,
        0x017E, 0x0178,
    ]

    /// The encoding that an XML declaration names; `nil` for one that is not read.
    init?(declared name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "iso-8859-1", "iso_8859-1", "latin1", "latin-1", "l1": self = .latin1
        case "windows-1252", "cp1252": self = .windows1252
        case "us-ascii", "ascii": self = .ascii
        default: return nil
        }
    }
}
