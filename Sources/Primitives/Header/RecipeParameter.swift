public import LuaValues
import Recipes

/// One parameter of a recipe.
public struct RecipeParameter: Hashable, Sendable {
    /// The types a parameter can have.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Text.
        case string
        /// A whole number.
        case integer
        /// A number.
        case number
        /// Yes or no.
        case boolean

        /// What stands for a value in help.
        public var placeholder: String { self == .boolean ? "true|false" : rawValue.uppercased() }
    }

    /// The type.
    public let kind: Kind
    /// The value where the command line gives none.
    public let fallback: LuaValue?
    /// The Lua pattern that text must match.
    public let pattern: String?
    /// The values it can have; empty for any.
    public let choices: [String]
    /// What it is for.
    public let help: String?

    /// Reads text from the command line.
    /// - Throws: `StepError` that names the parameter.
    func value(of text: String, name: String) throws -> LuaValue {
        let value: LuaValue? =
            switch kind {
            case .string: .string(text)
            case .integer: Int64(text).map { .integer($0) }
            case .number: Double(text).map { .number($0) }
            case .boolean: ["true": .bool(true), "yes": .bool(true), "false": .bool(false), "no": .bool(false)][text]
            }
        guard let value else {
            throw invalid(
                "parameter '\(name)' must be \(kind.rawValue == "integer" ? "an" : "a") \(kind), not \(text)", name)
        }
        guard choices.isEmpty || choices.contains(text) else {
            throw invalid("parameter '\(name)' must be one of \(choices.joined(separator: ", ")), not \(text)", name)
        }
        return value
    }

    private func invalid(_ message: String, _ name: String) -> StepError {
        StepError(code: "invalid_parameter", message, hint: help, fields: ["option": .string(name)])
    }
}

extension OptionType where Value == RecipeParameter {
    private static var kind: PrimitiveOption<String> {
        .defaulted(
            "type", .enumeration("string", "integer", "number", "boolean"), "string",
            "the type; it may stand first, without its name, or alone: \"integer\"")
    }
    private static var fallback: PrimitiveOption<LuaValue?> {
        .optional("default", .any, "the value where none is given; a parameter without one is required")
    }
    private static var pattern: PrimitiveOption<String?> {
        .optional("match", .string, "a Lua pattern that text must match")
    }
    private static var choices: PrimitiveOption<[String]> {
        .defaulted("choices", .list(of: .string), [], "the possible values")
    }
    private static var help: PrimitiveOption<String?> { .optional("help", .string, "what it is for") }

    private static var declared: [AnyOption] {
        [kind.erased, fallback.erased, pattern.erased, choices.erased, help.erased]
    }

    /// A parameter's declaration: `{ "string", default = …, match = …, help = … }`.
    static let recipeParameter = OptionType(
        "a declaration like { \"string\", help = \"…\" }", annotation: "moondock.Parameter",
        fields: declared
    ) { value, path throws(OptionError) in
        let table: LuaTable
        switch value {
        case .string: table = LuaTable(items: [value])
        case .table(let declared): table = declared
        default: throw .mismatch(value, path, expected: "a declaration like { \"string\", help = \"…\" }")
        }
        let values = try OptionValues(
            table, options: declared, positional: "type", path: path)
        do throws(StepError) {
            return RecipeParameter(
                kind: RecipeParameter.Kind(rawValue: try values[kind]) ?? .string, fallback: try values[fallback],
                pattern: try values[pattern], choices: try values[choices], help: try values[help])
        } catch {
            throw OptionError(error.message, option: "params")
        }
    }
}
