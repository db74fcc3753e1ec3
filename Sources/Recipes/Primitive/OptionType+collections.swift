import LuaValues

extension OptionType {
    /// A list of values of one type.
    public static func list<Item>(of item: OptionType<Item>) -> OptionType where Value == [Item] {
        OptionType(
            "a list, each item \(item.typeDescription)", annotation: "(\(item.annotation))[]", fields: item.fields
        ) {
            value, path throws(OptionError) in
            guard let table = value.table, table.fields.isEmpty else {
                throw .mismatch(value, path, expected: "a list of values, each \(item.typeDescription)")
            }
            var items: [Item] = []
            for (index, element) in table.items.enumerated() {
                items.append(try item.parse(element, path.item(index + 1)))
            }
            return items
        }
    }

    /// A table whose string keys are free and whose values have one type.
    public static func dictionary<Item>(of item: OptionType<Item>) -> OptionType where Value == [String: Item] {
        OptionType(
            "a table of names, each value \(item.typeDescription)", annotation: "table<string, \(item.annotation)>",
            fields: item.fields
        ) { value, path throws(OptionError) in
            guard let table = value.table, table.items.isEmpty else {
                throw .mismatch(value, path, expected: "a table with names as keys")
            }
            var result: [String: Item] = [:]
            for (key, element) in table.fields { result[key] = try item.parse(element, path.field(key)) }
            return result
        }
    }

    /// One of some values.
    public static func enumeration(_ values: String...) -> OptionType where Value == String { enumeration(values) }

    /// One of some words.
    public static func enumeration(_ values: [String]) -> OptionType where Value == String {
        let names = values.map { "\"\($0)\"" }
        return OptionType("one of \(names.joined(separator: ", "))", annotation: names.joined(separator: "|")) {
            value, path throws(OptionError) in
            guard let text = value.string, values.contains(text) else {
                let nearest = value.string.flatMap { Suggestion.nearest(to: $0, among: values) }
                throw OptionError(
                    "\(path) must be one of \(names.joined(separator: ", ")), not \(value)", option: path.lastComponent,
                    hint: nearest.map { "did you mean \"\($0)\"?" })
            }
            return text
        }
    }

    /// A table with known keys, validated as the options of a primitive are.
    public static func record(_ typeDescription: String, _ options: [AnyOption]) -> OptionType
    where Value == OptionValues {
        OptionType(typeDescription, annotation: "table", fields: options) { value, path throws(OptionError) in
            guard case .table(let table) = value else {
                throw .mismatch(value, path, expected: typeDescription)
            }
            return try OptionValues(table, options: options, positional: nil, path: path)
        }
    }

    /// The same values, made into something else.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Value, OptionPath) throws(OptionError) -> Result
    ) -> OptionType<Result> {
        let parse = parse
        return OptionType<Result>(typeDescription, annotation: annotation, fields: fields) {
            value, path throws(OptionError) in
            try transform(try parse(value, path), path)
        }
    }
}
