public import LuaValues

/// The options of one call, validated against the declaration.
public struct OptionValues: Sendable {
    private var values: [String: any Sendable] = [:]
    private var raw: [String: LuaValue] = [:]

    init() {}

    /// Takes those options that can be known already, as far as they are valid; none is missing.
    init(known fields: [String: LuaValue], options: [AnyOption]) {
        for option in options {
            guard let value = fields[option.key], value != .nil,
                let parsed = try? option.parse(value, OptionPath(option.key))
            else { continue }
            values[option.key] = parsed
            raw[option.key] = value
        }
    }

    /// Validates the options of a call.
    /// - Parameters:
    ///   - table: the call's table.
    ///   - options: the options there are.
    ///   - positional: the key that the first item sets.
    ///   - path: where the table stands in the call; `nil` for the call's own table.
    /// - Throws: `OptionError` for the first unknown, missing or mistyped option, in alphabetical order.
    public init(
        _ table: LuaTable, options: [AnyOption], positional: String?, path: OptionPath?
    ) throws(OptionError) {
        var given = table.fields
        if let positional, let first = table.items.first, table.items.count == 1 {
            if given[positional] != nil {
                throw OptionError("'\(positional)' is given twice", option: positional)
            }
            given[positional] = first
        } else if let extra = table.items.dropFirst(positional == nil ? 0 : 1).first {
            throw OptionError(
                "takes \(positional == nil ? "no" : "one") value without a name; \(extra) is too many",
                option: "", hint: "name each option: key = value")
        }
        for key in given.keys.sorted() where !options.contains(where: { $0.key == key }) {
            let nearest = Suggestion.nearest(to: key, among: options.map(\.key))
            let inside = path.map { " in \($0)" } ?? ""
            throw OptionError(
                "unknown option '\(key)'\(inside)", option: key,
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "it takes \(options.map(\.key).sorted().joined(separator: ", "))")
        }
        for option in options {
            let value = given[option.key] ?? .nil
            let here = path?.field(option.key) ?? OptionPath(option.key)
            if value == .nil {
                guard !option.isRequired else {
                    throw OptionError("needs '\(here)': \(option.help)", option: "")
                }
                continue
            }
            values[option.key] = try option.parse(value, here)
            raw[option.key] = value
        }
    }

    /// The value of an option, or its default.
    /// - Throws: `StepError` when a primitive requests an option it did not declare, which is a fault of the primitive.
    public subscript<Value>(option: PrimitiveOption<Value>) -> Value {
        get throws(StepError) {
            if let value = values[option.key] as? Value { return value }
            if let fallback = option.fallback { return fallback }
            throw StepError(code: "internal", "option '\(option.key)' was not declared")
        }
    }

    /// The options as the call gave them.
    public var given: LuaTable { LuaTable(fields: raw) }

    /// Whether the call gives an option.
    public func has<Value>(_ option: PrimitiveOption<Value>) -> Bool { raw[option.key] != nil }

    /// An option as the call gave it; `nil` where it was left out.
    public func value(of key: String) -> LuaValue { raw[key] ?? .nil }

    /// The text of an option, for titles.
    public func text(of key: String) -> String? {
        switch raw[key] {
        case .string(let text): text
        case .integer, .number, .bool: raw[key].map { "\($0)" }
        case .handle(let handle): handle["name"].string ?? handle["tag"].string ?? handle["id"].string
        default: nil
        }
    }
}
