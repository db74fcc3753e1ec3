extension LiteralTable.Key {
    /// The key a value makes; `nil` and tables make none. A float with integral value is the integer, as in Lua.
    init?(_ value: LiteralValue) {
        switch value {
        case .boolean(let boolean): self = .boolean(boolean)
        case .integer(let integer): self = .integer(integer)
        case .float(let float): self = Int64(exactly: float).map(Self.integer) ?? .float(float)
        case .string(let literal): self = literal.text.map(Self.text) ?? .bytes(literal.bytes)
        case .nil, .table: return nil
        }
    }

    /// The key as messages show it.
    var description: String {
        switch self {
        case .text(let text): "'\(text)'"
        case .bytes(let bytes): "'\(String(decoding: bytes, as: UTF8.self))'"
        case .integer(let integer): "[\(integer)]"
        case .float(let float): "[\(float)]"
        case .boolean(let boolean): "[\(boolean)]"
        }
    }
}

extension LiteralValue {
    init(_ number: LuaNumber) {
        switch number {
        case .integer(let integer): self = .integer(integer)
        case .float(let float): self = .float(float)
        }
    }
}

extension LuaNumber {
    /// The number with a minus before it; the smallest integer stays itself, as in Lua.
    var negated: LuaNumber {
        switch self {
        case .integer(let integer): .integer(0 &- integer)
        case .float(let float): .float(-float)
        }
    }
}
