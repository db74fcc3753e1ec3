extension LuaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A float.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A list.
    public init(arrayLiteral elements: LuaValue...) { self = .table(LuaTable(items: elements)) }
    /// A table with string keys; keys whose value is `nil` are left out, as in Lua.
    public init(dictionaryLiteral elements: (String, LuaValue)...) {
        var table = LuaTable()
        for (key, value) in elements { table[key] = value }
        self = .table(table)
    }
    /// Lua's `nil`.
    public init(nilLiteral: ()) { self = .nil }
}

extension LuaValue {
    /// A list.
    public static func list(_ items: [LuaValue]) -> LuaValue { .table(LuaTable(items: items)) }

    /// A string, or `nil` the Lua value.
    public init(_ string: String?) { self = string.map { .string($0) } ?? .nil }

    /// A Lua string of these bytes.
    public init(luaString bytes: [UInt8]) {
        self = String(validating: bytes, as: UTF8.self).map { .string($0) } ?? .bytes(bytes)
    }

    /// The bytes of a string value.
    public var luaString: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: nil
        }
    }

    /// The text of a string value.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of an integer, or of a float without a fraction.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The value of a number of either kind.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value of a boolean.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The table, if this is one.
    public var table: LuaTable? {
        if case .table(let table) = self { table } else { nil }
    }

    /// The handle, if this is one.
    public var handle: LuaHandle? {
        if case .handle(let handle) = self { handle } else { nil }
    }

    /// The value at a string key of a table or handle, else `nil` the Lua value.
    public subscript(key: String) -> LuaValue {
        switch self {
        case .table(let table): table[key]
        case .handle(let handle): handle[key]
        default: .nil
        }
    }

    /// Lua's name of this value's type, as `type()` gives it; handles are named by their kind.
    public var typeName: String {
        switch self {
        case .nil: "nil"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string, .bytes: "string"
        case .table: "table"
        case .handle(let handle): handle.kind
        }
    }
}
