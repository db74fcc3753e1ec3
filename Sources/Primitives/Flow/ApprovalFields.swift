import Journal
import LuaValues
import Recipes

extension OptionType where Value == [ApprovalField] {
    private static let typeDescription =
        "a table of fields like { version = \"text\", slot = { choices = { \"a\", \"b\" } } }"

    private static var kind: PrimitiveOption<String?> {
        .optional("type", .enumeration("text", "integer", "boolean"), "the type; \"text\" where there are no choices")
    }
    private static var choices: PrimitiveOption<[String]> {
        .defaulted("choices", .list(of: .name), [], "the values to choose from")
    }
    private static var least: PrimitiveOption<Int?> { .optional("min", .integer(), "the least whole number") }
    private static var greatest: PrimitiveOption<Int?> { .optional("max", .integer(), "the greatest whole number") }
    private static var isRequired: PrimitiveOption<Bool> {
        .defaulted("required", .boolean, true, "whether a yes must fill it in")
    }
    private static var fallback: PrimitiveOption<LuaValue?> {
        .optional("default", .any, "the value where the person gives none")
    }
    private static var help: PrimitiveOption<String?> { .optional("help", .string, "what it is for") }

    private static var declared: [AnyOption] {
        [
            kind.erased, choices.erased, least.erased, greatest.erased, isRequired.erased, fallback.erased, help.erased,
        ]
    }

    /// The fields of a form, by name: `"integer"`, or `{ "integer", min = 1, default = 3, help = "…" }`, or
    /// `{ choices = { "blue", "green" } }`.
    static let form = OptionType(typeDescription, annotation: "table<string, string|table>", fields: declared) {
        value, path throws(OptionError) in
        guard let table = value.table, table.items.isEmpty else {
            throw .mismatch(value, path, expected: typeDescription)
        }
        var fields: [ApprovalField] = []
        for (name, declaration) in table.fields.sorted(by: { $0.key < $1.key }) {
            fields.append(try field(name, declaration, path.field(name)))
        }
        return fields
    }

    private static func field(
        _ name: String, _ declaration: LuaValue, _ path: OptionPath
    ) throws(OptionError) -> ApprovalField {
        let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        guard isName else {
            throw OptionError("\(path): a field's name has letters, digits, - and _ only", option: "fields")
        }
        let table: LuaTable
        switch declaration {
        case .string: table = LuaTable(items: [declaration])
        case .table(let declared): table = declared
        default: throw .mismatch(declaration, path, expected: "a type or a table")
        }
        let values = try OptionValues(table, options: declared, positional: "type", path: path)
        do throws(StepError) {
            return try field(name, values, path)
        } catch {
            throw OptionError(error.message, option: "fields")
        }
    }

    private static func field(
        _ name: String, _ values: OptionValues, _ path: OptionPath
    ) throws(StepError) -> ApprovalField {
        let (type, words) = (try values[kind], try values[choices])
        if type != nil, !words.isEmpty {
            throw StepError(code: "invalid_option", "\(path) has a type and choices; give one of them")
        }
        let kind = words.isEmpty ? type.flatMap(ApprovalField.Kind.init(rawValue:)) ?? .text : .choice
        let (least, greatest) = (try values[least].map(Int64.init), try values[greatest].map(Int64.init))
        if least != nil || greatest != nil, kind != .integer {
            throw StepError(code: "invalid_option", "\(path): 'min' and 'max' are for the type \"integer\"")
        }
        if let least, let greatest, least > greatest {
            throw StepError(code: "invalid_option", "\(path): 'min' is greater than 'max'")
        }
        let given = try values[fallback]
        let field = ApprovalField(
            name: name, kind: kind, choices: words, least: least, greatest: greatest,
            isRequired: try values[isRequired], fallback: given.map { $0.string ?? "\($0)" }, help: try values[help])
        guard let text = field.fallback else { return field }
        do {
            return ApprovalField(
                name: name, kind: kind, choices: words, least: least, greatest: greatest,
                isRequired: field.isRequired, fallback: try field.value(of: text), help: field.help)
        } catch {
            throw StepError(code: "invalid_option", "\(path): the default does not fit: \(error)")
        }
    }
}

extension ApprovalField {
    /// A value of the journal as a recipe gets it.
    func luaValue(_ text: String) -> LuaValue {
        switch kind {
        case .text, .choice: .string(text)
        case .integer: Int64(text).map { .integer($0) } ?? .string(text)
        case .boolean: .bool(text == "true")
        }
    }
}
