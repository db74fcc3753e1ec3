public import LuaValues

/// How the values of an option are read and named.
public struct OptionType<Value: Sendable>: Sendable {
    /// The type in messages, with its article: `a string`.
    public let typeDescription: String
    /// The type as a LuaCATS annotation: `string`.
    public let annotation: String
    /// The keys of the table that a value is, or that holds for each of a list's or table's values; empty for none.
    public let fields: [AnyOption]
    /// What its values are names of; `nil` for nothing that a run could lack.
    let names: NamedUse.Kind?
    /// Reads a value.
    public let parse: @Sendable (LuaValue, OptionPath) throws(OptionError) -> Value

    /// Makes a type.
    /// - Parameters:
    ///   - typeDescription: the type in messages, with its article.
    ///   - annotation: the type as a LuaCATS annotation.
    ///   - fields: the keys of the tables that its values are or hold.
    ///   - parse: reads a value.
    public init(
        _ typeDescription: String, annotation: String, fields: [AnyOption] = [],
        parse: @escaping @Sendable (LuaValue, OptionPath) throws(OptionError) -> Value
    ) {
        self.init(typeDescription, annotation: annotation, fields: fields, names: nil, parse: parse)
    }

    fileprivate init(
        _ typeDescription: String, annotation: String, fields: [AnyOption], names: NamedUse.Kind?,
        parse: @escaping @Sendable (LuaValue, OptionPath) throws(OptionError) -> Value
    ) {
        self.typeDescription = typeDescription
        self.annotation = annotation
        self.fields = fields
        self.names = names
        self.parse = parse
    }

    /// The same type, whose values name something.
    func naming(_ kind: NamedUse.Kind) -> OptionType {
        OptionType(typeDescription, annotation: annotation, fields: fields, names: kind, parse: parse)
    }

    /// The same type, or nothing.
    var optional: OptionType<Value?> {
        let parse = parse
        return OptionType<Value?>(typeDescription, annotation: annotation, fields: fields, names: names) {
            value, path throws(OptionError) in
            value == .nil ? nil : try parse(value, path)
        }
    }
}

extension OptionError {
    /// A value of another type than the option takes.
    /// - Parameter typeDescription: what the option takes, with its article.
    public static func mismatch(_ value: LuaValue, _ path: OptionPath, expected typeDescription: String) -> OptionError
    {
        let found = value.typeName
        let article = "aeiou".contains(found.prefix(1)) ? "an" : "a"
        let shown =
            switch value {
            case .string(let text): "\(article) \(found) \(LuaValue.string(text.headline))"
            case .bytes: "what is no UTF-8: \("\(value)".headline)"
            case .integer, .number, .bool: "\(article) \(found) \(value)"
            case .nil: found
            default: "\(article) \(found)"
            }
        return OptionError("'\(path)' must be \(typeDescription), not \(shown)", option: path.lastComponent)
    }
}

extension OptionPath {
    /// The last key, which is what stands in the source.
    var lastComponent: String {
        let last = description.split(separator: ".").last.map(String.init) ?? description
        return String(last.prefix { $0 != "[" })
    }
}

extension OptionType where Value == String {
    /// A string.
    public static let string = OptionType("a string", annotation: "string") { value, path throws(OptionError) in
        guard case .string(let text) = value else { throw .mismatch(value, path, expected: "a string") }
        return text
    }

    /// A string that is not empty and has no control characters: a name, a path, an address.
    public static let name = OptionType("a non-empty string", annotation: "string") {
        value, path throws(OptionError) in
        guard case .string(let text) = value else { throw .mismatch(value, path, expected: "a string") }
        guard !text.isEmpty, !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw OptionError("\(path) must not be empty or hold control characters", option: path.lastComponent)
        }
        return text
    }
}

extension OptionType where Value == String {
    /// The name of a host of the run's environment.
    public static var hostName: OptionType { name.naming(.host) }
    /// The name of a secret.
    public static var secretName: OptionType { name.naming(.secret) }
}

extension OptionType where Value == Bool {
    /// A boolean.
    public static let boolean = OptionType("true or false", annotation: "boolean") { value, path throws(OptionError) in
        guard case .bool(let flag) = value else { throw .mismatch(value, path, expected: "true or false") }
        return flag
    }
}

extension OptionType where Value == Int {
    /// An integer within bounds.
    public static func integer(_ bounds: ClosedRange<Int> = Int.min...Int.max) -> OptionType {
        let isBounded = bounds != Int.min...Int.max
        let typeDescription =
            switch (isBounded, bounds.upperBound) {
            case (false, _): "an integer"
            case (true, .max): "an integer of at least \(bounds.lowerBound)"
            case (true, let upper): "an integer from \(bounds.lowerBound) to \(upper)"
            }
        return OptionType(typeDescription, annotation: "integer") { value, path throws(OptionError) in
            guard let integer = value.integer.flatMap({ Int(exactly: $0) }), bounds.contains(integer) else {
                throw .mismatch(value, path, expected: typeDescription)
            }
            return integer
        }
    }
}

extension OptionType where Value == Double {
    /// A number within bounds, which "not a number" and the infinite ones never are.
    public static func number(_ bounds: ClosedRange<Double>) -> OptionType {
        let ends = [bounds.lowerBound, bounds.upperBound].map { end in Int(exactly: end).map { "\($0)" } ?? "\(end)" }
        let isOpen = bounds.upperBound == .infinity
        let typeDescription = isOpen ? "a number of at least \(ends[0])" : "a number from \(ends[0]) to \(ends[1])"
        return OptionType(typeDescription, annotation: "number") { value, path throws(OptionError) in
            guard let number = value.number, bounds.contains(number) else {
                throw .mismatch(value, path, expected: typeDescription)
            }
            return number
        }
    }
}

extension OptionType where Value == LuaValue {
    /// Any value.
    public static let any = OptionType("a value", annotation: "any") { value, _ in value }
}
