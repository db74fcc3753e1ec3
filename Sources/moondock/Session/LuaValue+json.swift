import Foundation
import LuaRuntime

extension LuaValue {
    /// Reads a value from JSON text; an array becomes a list, an object a table.
    /// - Throws: `CommandError` where the text is not JSON.
    init(json text: String) throws {
        do {
            self.init(try JSONDecoder().decode(JSON.self, from: Data(text.utf8)))
        } catch {
            throw CommandError(2, "not JSON: \(text)")
        }
    }

    private indirect enum JSON: Decodable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([JSON])
        case object([String: JSON])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .string(value)
            } else if let value = try? container.decode([JSON].self) {
                self = .array(value)
            } else {
                self = .object(try container.decode([String: JSON].self))
            }
        }
    }

    private init(_ json: JSON) {
        self =
            switch json {
            case .null: .nil
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .array(let values): .list(values.map { LuaValue($0) })
            case .object(let fields): .table(LuaTable(fields: fields.mapValues { LuaValue($0) }))
            }
    }
}
