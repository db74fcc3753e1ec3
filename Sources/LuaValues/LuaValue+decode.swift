/// Why bytes are not a value.
public struct LuaDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public let reason: String
    /// Where, in bytes from the start.
    public let offset: Int

    /// The reason and the place.
    public var description: String { "not a value: \(reason) at byte \(offset)" }
}

extension LuaValue {
    /// Reads one value in the deterministic encoding that `encoded()` writes, and in no other.
    /// - Parameters:
    ///   - bytes: the encoded value.
    ///   - limit: how many values there may be within it. Each takes some ten times its bytes in memory.
    /// - Throws: `LuaDecodingError`; hostile bytes never crash and never allocate more than they carry.
    @inlinable public init(
        decoding bytes: some Collection<UInt8>, limit: Int = .max
    ) throws(LuaDecodingError) {
        try self.init(whole: Array(bytes), limit: limit)
    }

    @usableFromInline init(whole bytes: [UInt8], limit: Int) throws(LuaDecodingError) {
        var reader = CBORReader(bytes: bytes, limit: limit)
        self = try reader.value(depth: 0)
        guard reader.isAtEnd else { throw reader.error("bytes after the value") }
    }
}

struct CBORReader {
    let bytes: [UInt8]
    var offset = 0
    /// How many values may follow.
    var remaining: Int

    var isAtEnd: Bool { offset == bytes.count }

    init(bytes: [UInt8], limit: Int = .max) {
        self.bytes = bytes
        remaining = limit
    }

    func error(_ reason: String) -> LuaDecodingError { LuaDecodingError(reason: reason, offset: offset) }

    mutating func value(depth: Int) throws(LuaDecodingError) -> LuaValue {
        guard depth <= ValueLimits.depth + CBOR.envelopeDepth else {
            throw error("nested deeper than \(ValueLimits.depth)")
        }
        guard remaining > 0 else { throw error("too many values") }
        remaining -= 1
        guard let first = bytes.indices.contains(offset) ? bytes[offset] : nil else { throw error("cut short") }
        switch first >> 5 {
        case 0, 1: return try integer()
        case 2: return .bytes(Array(try raw(major: 2)))
        case 3: return .string(try text())
        case 4: return .table(LuaTable(items: try array(depth: depth)))
        case 5: return .table(try map(depth: depth))
        case 6: return .handle(try handle(depth: depth))
        default: return try simple()
        }
    }

    private mutating func integer() throws(LuaDecodingError) -> LuaValue {
        let isNegative = bytes[offset] >> 5 == 1
        let magnitude = try head(major: isNegative ? 1 : 0)
        guard let value = Int64(exactly: magnitude) else { throw error("integer beyond 64 bits") }
        return .integer(isNegative ? ~value : value)
    }

    private mutating func simple() throws(LuaDecodingError) -> LuaValue {
        let first = bytes[offset]
        offset += 1
        switch first {
        case 0xf4: return false
        case 0xf5: return true
        case 0xf6: return nil
        case 0xfb: return .number(Double(bitPattern: try bigEndian(8)))
        default: throw error("unknown type \(first)")
        }
    }

    private mutating func array(depth: Int) throws(LuaDecodingError) -> [LuaValue] {
        let count = try count(major: 4)
        var items: [LuaValue] = []
        items.reserveCapacity(min(count, 1024))
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return items
    }

    private mutating func map(depth: Int) throws(LuaDecodingError) -> LuaTable {
        let count = try count(major: 5)
        var table = LuaTable()
        var previous: String?
        for _ in 0..<count {
            guard offset < bytes.count else { throw error("cut short") }
            if bytes[offset] >> 5 == 0 {
                let key = try head(major: 0)
                guard previous == nil, key == UInt64(table.items.count + 1) else { throw error("items out of order") }
                table.items.append(try value(depth: depth + 1))
            } else {
                let key = try text()
                if let previous, !previous.utf8.lexicographicallyPrecedes(key.utf8) {
                    throw error("keys out of order")
                }
                previous = key
                table.fields[key] = try value(depth: depth + 1)
            }
        }
        return table
    }

    private mutating func handle(depth: Int) throws(LuaDecodingError) -> LuaHandle {
        guard try head(major: 6) == CBOR.handleTag else { throw error("unknown tag") }
        guard try count(major: 4) == 2 else { throw error("a handle is a kind and its fields") }
        let kind = try text()
        guard case .table(let fields) = try value(depth: depth + 1) else { throw error("a handle without fields") }
        return LuaHandle(kind: kind, fields: fields)
    }

    private mutating func text() throws(LuaDecodingError) -> String {
        guard let text = String(validating: try raw(major: 3), as: UTF8.self) else { throw error("text is not UTF-8") }
        return text
    }

    private mutating func raw(major: UInt8) throws(LuaDecodingError) -> ArraySlice<UInt8> {
        let length = try head(major: major)
        guard length <= UInt64(bytes.count - offset) else { throw error("cut short") }
        defer { offset += Int(length) }
        return bytes[offset..<offset + Int(length)]
    }

    /// A count of elements, which can never be more than the bytes that are left.
    private mutating func count(major: UInt8) throws(LuaDecodingError) -> Int {
        let count = try head(major: major)
        guard count <= UInt64(bytes.count - offset) else { throw error("cut short") }
        return Int(count)
    }

    private mutating func head(major: UInt8) throws(LuaDecodingError) -> UInt64 {
        guard offset < bytes.count else { throw error("cut short") }
        guard bytes[offset] >> 5 == major else { throw error("type \(bytes[offset] >> 5) where \(major) belongs") }
        let small = bytes[offset] & 31
        offset += 1
        switch small {
        case 0..<24: return UInt64(small)
        case 24: return try checked(1, least: 24)
        case 25: return try checked(2, least: 0x100)
        case 26: return try checked(4, least: 0x1_0000)
        case 27: return try checked(8, least: 0x1_0000_0000)
        default: throw error("indefinite or reserved length")
        }
    }

    private mutating func checked(_ count: Int, least: UInt64) throws(LuaDecodingError) -> UInt64 {
        let value = try bigEndian(count)
        guard value >= least else { throw error("a length not in its shortest form") }
        return value
    }

    private mutating func bigEndian(_ count: Int) throws(LuaDecodingError) -> UInt64 {
        guard bytes.count - offset >= count else { throw error("cut short") }
        var value: UInt64 = 0
        for _ in 0..<count {
            value = value << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return value
    }
}
