import LuaValues

/// Reads JSON (RFC 8259) from a server that may send anything: no deeper and no more than a recipe can be given.
struct JSONReader {
    /// Why a text was not read.
    enum Fault: Error, Hashable {
        /// It is not JSON.
        case invalid
        /// Its lists and objects lie in each other more than so many times.
        case tooDeep(Int)
        /// It holds more than so many values.
        case tooMany(Int)
    }

    /// What a recipe can be given, with room for what is around it.
    static let deepest = 56
    static let maximumCount = 100_000

    private let bytes: [UInt8]
    private var place = 0
    private var values = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// The value of a text.
    static func read(_ text: String) throws(Fault) -> LuaValue {
        var reader = JSONReader(text)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.place == reader.bytes.count else { throw .invalid }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(Fault) -> LuaValue {
        guard depth <= Self.deepest else { throw .tooDeep(Self.deepest) }
        values += 1
        guard values <= Self.maximumCount else { throw .tooMany(Self.maximumCount) }
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", true)
        case UInt8(ascii: "f"): return try word("false", false)
        case UInt8(ascii: "n"): return try word("null", .nil)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: LuaValue) throws(Fault) -> LuaValue {
        guard bytes[place...].starts(with: word.utf8) else { throw .invalid }
        place += word.utf8.count
        return value
    }

    private mutating func list(_ depth: Int) throws(Fault) -> LuaValue {
        place += 1
        var items: [LuaValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .list(items) }
        while true {
            items.append(try value(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .list(items) }
            guard take(UInt8(ascii: ",")) else { throw .invalid }
        }
    }

    private mutating func object(_ depth: Int) throws(Fault) -> LuaValue {
        place += 1
        var fields: [String: LuaValue] = [:]
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .table(LuaTable(fields: fields)) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw .invalid }
            let key = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw .invalid }
            fields[key] = try value(depth: depth + 1)
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .table(LuaTable(fields: fields)) }
            guard take(UInt8(ascii: ",")) else { throw .invalid }
        }
    }

    private mutating func number() throws(Fault) -> LuaValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let isZero = take(UInt8(ascii: "0"))
        guard isZero || digits() else { throw .invalid }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() else { throw .invalid }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { throw .invalid }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw .invalid }
        return .number(number)
    }

    private mutating func digits() -> Bool {
        let start = place
        while let byte = next, (48...57).contains(byte) { place += 1 }
        return place > start
    }

    private mutating func string() throws(Fault) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escaped()
            case ..<0x20: throw .invalid
            default: text.append(byte)
            }
        }
        throw .invalid
    }

    private mutating func escaped() throws(Fault) -> [UInt8] {
        guard let byte = next else { throw .invalid }
        place += 1
        switch byte {
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): break
        default: throw .invalid
        }
        let high = try hexadecimal()
        guard (0xD800...0xDBFF).contains(high) else { return Self.encoded(high) }
        // Half of a pair; what is no pair stands for nothing.
        let before = place
        if take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try hexadecimal()
            if (0xDC00...0xDFFF).contains(low) {
                return Self.encoded(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            }
        }
        place = before
        return Self.encoded(0xFFFD)
    }

    private mutating func hexadecimal() throws(Fault) -> UInt32 {
        guard bytes.count - place >= 4,
            let value = UInt32(String(decoding: bytes[place..<(place + 4)], as: UTF8.self), radix: 16),
            bytes[place] != UInt8(ascii: "+"), bytes[place] != UInt8(ascii: "-")
        else { throw .invalid }
        place += 4
        return value
    }

    private static func encoded(_ value: UInt32) -> [UInt8] {
        Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8)
    }
}
