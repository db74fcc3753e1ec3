// The one encoding of values: a deterministic subset of CBOR (RFC 8949 §4.2). The bytes a worker sends for a step's
// options are the bytes the journal stores and hashes, so equal values must encode to equal bytes:
// shortest heads, floats always 64 bit, integer keys before string keys, string keys in bytewise order.

extension LuaValue {
    /// The value as deterministic CBOR.
    ///
    /// Lists are arrays (major type 4), other tables maps (5), handles tag 27 around `[kind, fields]`; strings are
    /// text (3) when they are valid UTF-8 and byte strings (2) otherwise.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Appends the value as deterministic CBOR.
    public func encode(into bytes: inout [UInt8]) {
        switch self {
        case .nil: bytes.append(0xf6)
        case .bool(let value): bytes.append(value ? 0xf5 : 0xf4)
        case .integer(let value):
            if value >= 0 {
                CBOR.head(0, UInt64(value), into: &bytes)
            } else {
                CBOR.head(1, UInt64(bitPattern: ~value), into: &bytes)
            }
        case .number(let value):
            bytes.append(0xfb)
            // One NaN only, or equal values would differ in their bytes.
            CBOR.bigEndian(value.isNaN ? 0x7ff8_0000_0000_0000 : value.bitPattern, 8, into: &bytes)
        case .string(let text): CBOR.text(text, into: &bytes)
        case .bytes(let raw):
            CBOR.head(2, UInt64(raw.count), into: &bytes)
            bytes.append(contentsOf: raw)
        case .table(let table): table.encode(into: &bytes)
        case .handle(let handle):
            CBOR.head(6, CBOR.handleTag, into: &bytes)
            CBOR.head(4, 2, into: &bytes)
            CBOR.text(handle.kind, into: &bytes)
            handle.fields.encode(into: &bytes)
        }
    }
}

extension LuaTable {
    func encode(into bytes: inout [UInt8]) {
        if fields.isEmpty && !items.isEmpty {
            CBOR.head(4, UInt64(items.count), into: &bytes)
            for item in items { item.encode(into: &bytes) }
            return
        }
        CBOR.head(5, UInt64(items.count + fields.count), into: &bytes)
        for (index, item) in items.enumerated() {
            CBOR.head(0, UInt64(index + 1), into: &bytes)
            item.encode(into: &bytes)
        }
        for (key, value) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            CBOR.text(key, into: &bytes)
            value.encode(into: &bytes)
        }
    }
}

/// The pieces of CBOR both directions share.
enum CBOR {
    /// "Serialised object": a type's name and its parameters (IANA CBOR tag registry).
    static let handleTag: UInt64 = 27
    /// How many tables a message may put around such a value.
    static let envelopeDepth = 4

    static func head(_ major: UInt8, _ value: UInt64, into bytes: inout [UInt8]) {
        let type = major << 5
        switch value {
        case 0..<24: bytes.append(type | UInt8(value))
        case 24...0xff:
            bytes.append(type | 24)
            bytes.append(UInt8(value))
        case 0x100...0xffff:
            bytes.append(type | 25)
            bigEndian(value, 2, into: &bytes)
        case 0x1_0000...0xffff_ffff:
            bytes.append(type | 26)
            bigEndian(value, 4, into: &bytes)
        default:
            bytes.append(type | 27)
            bigEndian(value, 8, into: &bytes)
        }
    }

    static func bigEndian(_ value: UInt64, _ count: Int, into bytes: inout [UInt8]) {
        for shift in stride(from: (count - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }

    static func text(_ text: String, into bytes: inout [UInt8]) {
        head(3, UInt64(text.utf8.count), into: &bytes)
        bytes.append(contentsOf: text.utf8)
    }
}
