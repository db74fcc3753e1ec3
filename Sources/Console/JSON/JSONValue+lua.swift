import Foundation
import LuaValues

extension JSONValue {
    /// A Lua value as JSON.
    ///
    /// A table of items is an array, any other table an object; one with both has the items under `"1"`, `"2"`, ….
    /// A string that is no text is `{"base64": …}`, a handle `{"kind": …, "fields": …}`.
    init(_ value: LuaValue) {
        switch value {
        case .nil: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .string(let text): self = .string(text)
        case .bytes(let bytes): self = .object(["base64": .string(Data(bytes).base64EncodedString())])
        case .table(let table): self.init(table)
        case .handle(let handle): self = .object(["kind": .string(handle.kind), "fields": JSONValue(handle.fields)])
        }
    }

    /// A Lua table as JSON; an empty one is an object.
    init(_ table: LuaTable) {
        if table.fields.isEmpty, !table.items.isEmpty {
            self = .array(table.items.map(JSONValue.init))
            return
        }
        let items = table.items.enumerated().map { Member(name: "\($0.offset + 1)", value: JSONValue($0.element)) }
        self = .object(items + Self.members(table.fields))
    }

    /// Named values as an object, names sorted.
    init(_ fields: [String: LuaValue]) { self = .object(Self.members(fields)) }

    private static func members(_ fields: [String: LuaValue]) -> [Member] {
        fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { Member(name: $0.key, value: JSONValue($0.value)) }
    }
}
