extension LuaValue: CustomStringConvertible {
    /// The value as Lua source would write it, keys sorted; handles as `<kind …>`.
    public var description: String {
        switch self {
        case .nil: "nil"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let text): LuaValue.quoted(text)
        case .bytes(let bytes): LuaValue.quoted(bytes)
        case .table(let table): table.description
        case .handle(let handle): handle.description
        }
    }

    /// What is UTF-8 as it is, every other byte as `\xFF`.
    static func quoted(_ bytes: [UInt8]) -> String {
        var result = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            var parser = Unicode.UTF8.ForwardParser()
            var iterator = rest.makeIterator()
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                result += String(quoted(String(decoding: encoded, as: UTF8.self)).dropFirst().dropLast())
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
                rest = rest.dropFirst(length)
            case .emptyInput: rest = []
            }
        }
        return "\"\(result)\""
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127: result += "\\\(scalar.value)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension LuaTable: CustomStringConvertible {
    /// The table as Lua source would write it, string keys sorted.
    public var description: String {
        var parts = items.map(\.description)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            parts.append(LuaTable.isName(key) ? "\(key) = \(value)" : "[\(LuaValue.quoted(key))] = \(value)")
        }
        return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    }

    private static func isName(_ key: String) -> Bool {
        guard let first = key.utf8.first, !(48...57).contains(first) else { return false }
        return key.utf8.allSatisfy {
            $0 == 95 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        }
    }
}

extension LuaHandle: CustomStringConvertible {
    /// The handle's kind and the field that names it best.
    public var description: String {
        let name = self["name"].string ?? self["reference"].string ?? self["digest"].string ?? self["id"].string
        return name.map { "<\(kind) \($0)>" } ?? "<\(kind)>"
    }
}
