import LuaValues

/// Writes values as JSON, keys in order.
///
/// Lua has one kind of table. One with items is a list, one with names an object; an empty one is a list, but the whole
/// body is an object. `empty_list()` and `empty_object()` say which it is anywhere.
struct JSONWriter {
    /// A value that JSON has no form for.
    struct Fault: Error {}

    private var bytes: [UInt8] = []

    /// The bytes of a value.
    static func write(_ value: LuaValue) throws(Fault) -> [UInt8] {
        if case .table(let table) = value, table.items.isEmpty, table.fields.isEmpty { return Array("{}".utf8) }
        var writer = JSONWriter()
        try writer.add(value)
        return writer.bytes
    }

    private mutating func add(_ value: LuaValue) throws(Fault) {
        switch value {
        case .nil: add("null")
        case .bool(let flag): add(flag ? "true" : "false")
        case .integer(let number): add("\(number)")
        case .number(let number): try add(number)
        case .string(let text): addString(text)
        case .table(let table) where table.fields.isEmpty: try addList(table.items)
        case .table(let table) where table.items.isEmpty: try addObject(table.fields)
        case .handle(let handle) where handle.kind == EmptyJSON.kind:
            add(handle["form"].string == EmptyJSON.Form.object.rawValue ? "{}" : "[]")
        case .table, .handle, .bytes: throw Fault()
        }
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }

    private mutating func add(_ number: Double) throws(Fault) {
        guard number.isFinite else { throw Fault() }
        // 2.0 is what Lua has for many a whole number; servers that want one do not take it with a point.
        add(Int64(exactly: number).flatMap { abs(number) < 1e15 ? "\($0)" : nil } ?? "\(number)")
    }

    private mutating func addList(_ items: [LuaValue]) throws(Fault) {
        add("[")
        for (index, item) in items.enumerated() {
            if index > 0 { add(",") }
            try add(item)
        }
        add("]")
    }

    private mutating func addObject(_ fields: [String: LuaValue]) throws(Fault) {
        add("{")
        for (index, field) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }).enumerated() {
            if index > 0 { add(",") }
            addString(field.key)
            add(":")
            try add(field.value)
        }
        add("}")
    }

    private mutating func addString(_ text: String) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 10: add("\\n")
            case 13: add("\\r")
            case 9: add("\\t")
            case ..<0x20, 0x7F: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
