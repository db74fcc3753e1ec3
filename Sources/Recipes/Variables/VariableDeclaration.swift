public import LuaValues

/// One variable as `variables.lua` declares it: its type, and what it is where nobody says anything else.
public struct VariableDeclaration: Hashable, Sendable {
    /// What a variable can be.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case string, integer, number, boolean, secret
    }

    /// The name.
    public let name: String
    /// The type.
    public let kind: Kind
    /// The default; `nil` where a value has to be given.
    public let fallback: LuaValue?
    /// The values it can have; empty for any.
    public let choices: [LuaValue]
    /// The least and the greatest number.
    public let bounds: (least: Double?, greatest: Double?)
    /// The roles whose hosts have it; empty for all.
    public let roles: [String]
    /// What it is for.
    public let help: String?
    /// The line that declares it.
    public let line: Int
    /// The line of its default.
    public let fallbackLine: Int

    /// What is wrong with a value; `nil` for nothing.
    public func fault(in value: LuaValue) -> String? {
        let isFine =
            switch (kind, value) {
            case (.string, .string), (.integer, .integer), (.number, .integer), (.number, .number), (.boolean, .bool):
                true
            case (.secret, .handle(let handle)): handle.kind == "secret"
            default: false
            }
        guard isFine else {
            let shown = value.handleKind.map { "a \($0)" } ?? "\(value)"
            return "'\(name)' must be \(kind == .integer ? "an" : "a") \(kind), not \(shown)"
        }
        if !choices.isEmpty, !choices.contains(value) {
            return "'\(name)' must be one of \(choices.map { "\($0)" }.joined(separator: ", ")), not \(value)"
        }
        let number = value.number
        if let number, let least = bounds.least, number < least {
            return "'\(name)' must be at least \(least.text), not \(value)"
        }
        if let number, let most = bounds.greatest, number > most {
            return "'\(name)' must be at most \(most.text), not \(value)"
        }
        return nil
    }

    /// Reads the text that a recipe's parameter has on the command line; `nil` where it is none of the type.
    func value(of text: String) -> LuaValue? {
        switch kind {
        case .string: .string(text)
        case .integer: Int64(text).map { .integer($0) }
        case .number: Double(text).map { .number($0) }
        case .boolean: ["true": .bool(true), "yes": .bool(true), "false": .bool(false), "no": .bool(false)][text]
        case .secret: nil
        }
    }

    /// Whether two declarations are the same.
    public static func == (left: VariableDeclaration, right: VariableDeclaration) -> Bool {
        left.name == right.name && left.kind == right.kind && left.fallback == right.fallback
            && left.choices == right.choices && left.bounds == right.bounds && left.roles == right.roles
            && left.help == right.help && left.line == right.line
    }

    /// Hashes what distinguishes declarations.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(kind)
        hasher.combine(fallback)
    }
}

extension LuaValue {
    fileprivate var handleKind: String? { if case .handle(let handle) = self { handle.kind } else { nil } }
}

extension Double {
    /// A number as a person writes it.
    fileprivate var text: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
