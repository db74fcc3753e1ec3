import LuaValues

extension OptionType {
    /// A list of values of one type.
    public static func list<Item>(of item: OptionType<Item>) -> OptionType where Value == [Item] {
        OptionType("a list, each item \(item.noun)", annotation: "(\(item.annotation))[]", fields: item.fields) {
            value, place throws(OptionError) in
            guard let table = value.table, table.fields.isEmpty else {
                throw .mismatch(value, place, expected: "a list of values, each \(item.noun)")
            }
            var items: [Item] = []
            for (index, element) in table.items.enumerated() {
                items.append(try item.parse(element, place.item(index + 1)))
            }
            return items
        }
    }

    /// A table whose string keys are free and whose values have one type.
    public static func dictionary<Item>(of item: OptionType<Item>) -> OptionType where Value == [String: Item] {
        OptionType(
            "a table of names, each value \(item.noun)", annotation: "table<string, \(item.annotation)>",
            fields: item.fields
        ) { value, place throws(OptionError) in
            guard let table = value.table, table.items.isEmpty else {
                throw .mismatch(value, place, expected: "a table with names as keys")
            }
            var result: [String: Item] = [:]
            for (key, element) in table.fields { result[key] = try item.parse(element, place.field(key)) }
            return result
        }
    }

    /// One of some words.
    public static func word(_ words: String...) -> OptionType where Value == String {
        let names = words.map { "\"\($0)\"" }
        return OptionType("one of \(names.joined(separator: ", "))", annotation: names.joined(separator: "|")) {
            value, place throws(OptionError) in
            guard let text = value.string, words.contains(text) else {
                let nearest = value.string.flatMap { Suggestion.nearest(to: $0, among: words) }
                throw OptionError(
                    "\(place) must be one of \(names.joined(separator: ", ")), not \(value)", culprit: place.leaf,
                    hint: nearest.map { "did you mean \"\($0)\"?" })
            }
            return text
        }
    }

    /// A table with known keys, validated as the options of a primitive are.
    public static func record(_ noun: String, _ options: [AnyOption]) -> OptionType where Value == OptionValues {
        OptionType(noun, annotation: "table", fields: options) { value, place throws(OptionError) in
            guard case .table(let table) = value else {
                throw .mismatch(value, place, expected: noun)
            }
            return try OptionValues(table, options: options, positional: nil, place: place)
        }
    }

    /// The same values, made into something else.
    public func map<Result: Sendable>(
        _ transform: @escaping @Sendable (Value, OptionPlace) throws(OptionError) -> Result
    ) -> OptionType<Result> {
        let parse = parse
        return OptionType<Result>(noun, annotation: annotation, fields: fields) { value, place throws(OptionError) in
            try transform(try parse(value, place), place)
        }
    }
}
