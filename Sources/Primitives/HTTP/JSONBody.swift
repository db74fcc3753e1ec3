import Foundation
public import LuaRuntime
import Recipes

/// Values as JSON and back.
public enum JSONBody {
    /// - Throws: `StepError` where a value has no form in JSON.
    static func encode(_ value: LuaValue) throws(StepError) -> [UInt8] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(Node(value)))
        } catch {
            throw StepError(
                code: "invalid_option", "http_request: 'json' holds what JSON has no form for",
                hint: "tables have either items or names; secrets go into headers or body", fields: ["option": "json"])
        }
    }

    /// The value of JSON text; `nil` where it is none.
    public static func decode(_ text: String) -> LuaValue? {
        (try? JSONDecoder().decode(Node.self, from: Data(text.utf8)))?.value
    }

    private struct Node: Codable {
        let value: LuaValue

        init(_ value: LuaValue) { self.value = value }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .nil
            } else if let flag = try? container.decode(Bool.self) {
                value = .bool(flag)
            } else if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else if let number = try? container.decode(Double.self) {
                value = .number(number)
            } else if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let items = try? container.decode([Node].self) {
                value = .list(items.map(\.value))
            } else {
                value = .table(LuaTable(fields: try container.decode([String: Node].self).mapValues(\.value)))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch value {
            case .nil: try container.encodeNil()
            case .bool(let flag): try container.encode(flag)
            case .integer(let number): try container.encode(number)
            case .number(let number): try container.encode(number)
            case .string(let text): try container.encode(text)
            case .table(let table) where table.items.isEmpty: try container.encode(table.fields.mapValues(Node.init))
            case .table(let table) where table.fields.isEmpty: try container.encode(table.items.map(Node.init))
            default:
                throw EncodingError.invalidValue(
                    "\(value)", EncodingError.Context(codingPath: [], debugDescription: "no form in JSON"))
            }
        }
    }
}
