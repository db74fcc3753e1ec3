import LuaValues

/// One option of a primitive, with the type its value has after validation.
public struct PrimitiveOption<Value: Sendable>: Sendable {
    /// The key in the call's table.
    public let key: String
    /// How values are read.
    public let type: OptionType<Value>
    /// The value where the call gives none; `nil` when the call must give one.
    public let fallback: Value?
    /// What the option is for.
    public let help: String
    let fallbackText: String?

    /// The option without its static type, for a declaration's list.
    public var erased: AnyOption {
        AnyOption(
            key: key, typeName: type.typeDescription, annotation: type.annotation, isRequired: fallback == nil,
            fallbackText: fallbackText, help: help, fields: type.fields, names: type.names
        ) { value, path throws(OptionError) in try type.parse(value, path) }
    }
}

extension PrimitiveOption {
    /// An option that a call must give.
    public static func required(_ key: String, _ type: OptionType<Value>, _ help: String) -> PrimitiveOption {
        PrimitiveOption(key: key, type: type, fallback: nil, help: help, fallbackText: nil)
    }

    /// An option with a default.
    /// - Parameter shown: how documentation shows the default; its description where left out.
    public static func defaulted(
        _ key: String, _ type: OptionType<Value>, _ fallback: Value, shown: String? = nil, _ help: String
    ) -> PrimitiveOption {
        PrimitiveOption(
            key: key, type: type, fallback: fallback, help: help, fallbackText: shown ?? Self.text(of: fallback))
    }

    /// A default as a recipe would write it.
    private static func text(of fallback: Value) -> String {
        switch fallback {
        case let list as [String] where list.isEmpty: "none"
        case let text as String: "\"\(text)\""
        default: "\(fallback)"
        }
    }

    /// An option that may be left out.
    public static func optional<Wrapped>(
        _ key: String, _ type: OptionType<Wrapped>, _ help: String
    ) -> PrimitiveOption where Value == Wrapped? {
        PrimitiveOption(key: key, type: type.optional, fallback: .some(nil), help: help, fallbackText: nil)
    }
}

/// An option without its static type.
public struct AnyOption: Sendable {
    /// The key in the call's table.
    public let key: String
    /// The type's name in messages, such as `a duration like "30s"`.
    public let typeName: String
    /// The type as a LuaCATS annotation.
    public let annotation: String
    /// Whether a call must give it.
    public let isRequired: Bool
    /// The default, as documentation shows it.
    public let fallbackText: String?
    /// What the option is for.
    public let help: String
    /// The keys of the tables that its values are or hold; empty for none.
    public let fields: [AnyOption]
    let names: NamedUse.Kind?
    let parse: @Sendable (LuaValue, OptionPath) throws(OptionError) -> any Sendable
}

/// Where in a call's options a value stands, such as `healthy.within`.
public struct OptionPath: Hashable, Sendable, CustomStringConvertible {
    /// The path as a message shows it.
    public let description: String

    /// The path of an option of a call.
    public init(_ description: String) { self.description = description }

    /// The path of a field of this value.
    public func field(_ key: String) -> OptionPath { OptionPath("\(description).\(key)") }

    /// The path of an item of this value, from 1.
    public func item(_ index: Int) -> OptionPath { OptionPath("\(description)[\(index)]") }
}

/// A value that an option does not take.
public struct OptionError: Error, Hashable, Sendable {
    /// What was wrong, naming the option.
    public let message: String
    /// The option or key at fault, to be marked in the source.
    public let option: String
    /// What to do.
    public let hint: String?
    /// Whether files of the project are at fault, which may be others by the time of the call.
    public let isAboutFiles: Bool

    /// Makes an error; see the properties for their meaning.
    public init(_ message: String, option: String, hint: String? = nil, isAboutFiles: Bool = false) {
        self.message = message
        self.option = option
        self.hint = hint
        self.isAboutFiles = isAboutFiles
    }
}
