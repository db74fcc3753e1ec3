/// A plain Lua value outside any Lua state.
///
/// Only data crosses the border between Lua and the host: functions, coroutines and userdata do not.
public enum LuaValue: Hashable, Sendable {
    /// Lua's `nil`.
    case `nil`
    /// A boolean.
    case bool(Bool)
    /// An integer (Lua keeps integers and floats apart; so does the journal).
    case integer(Int64)
    /// A float.
    case number(Double)
    /// A Lua string that is valid UTF-8.
    case string(String)
    /// A Lua string that is not valid UTF-8.
    case bytes([UInt8])
    /// A table of plain values.
    case table(LuaTable)
    /// A value that only the host can make, such as an image or a secret.
    case handle(LuaHandle)
}

/// A table of plain values: items `1...n` without holes, and string keys.
public struct LuaTable: Hashable, Sendable {
    /// The values at the integer keys `1...n`, in order.
    public var items: [LuaValue]
    /// The values at string keys.
    public var fields: [String: LuaValue]

    /// Makes a table.
    /// - Parameters:
    ///   - items: the values at `1...n`.
    ///   - fields: the values at string keys.
    public init(items: [LuaValue] = [], fields: [String: LuaValue] = [:]) {
        self.items = items
        self.fields = fields
    }

    /// Whether the table has neither items nor fields.
    public var isEmpty: Bool { items.isEmpty && fields.isEmpty }

    /// The value at a string key, or `nil` the Lua value where there is none.
    public subscript(key: String) -> LuaValue {
        get { fields[key] ?? .nil }
        set { fields[key] = newValue == .nil ? nil : newValue }
    }
}

/// A value that only the host makes: in Lua an immutable userdata whose fields can be read.
///
/// A recipe can pass a handle on, but cannot forge one.
public struct LuaHandle: Hashable, Sendable {
    /// What the handle stands for: `image`, `container`, `secret`, …
    public var kind: String
    /// The fields a recipe may read.
    public var fields: LuaTable

    /// Makes a handle.
    /// - Parameters:
    ///   - kind: what the handle stands for.
    ///   - fields: the fields a recipe may read.
    public init(kind: String, fields: LuaTable) {
        self.kind = kind
        self.fields = fields
    }

    /// The value of one field.
    public subscript(key: String) -> LuaValue { fields[key] }
}
