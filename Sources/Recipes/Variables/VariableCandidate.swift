public import LuaValues

/// A value that somebody gives a variable.
public struct VariableCandidate: Hashable, Sendable {
    /// Who gives a value, from the one that counts least to the one that counts most.
    public enum Scope: Hashable, Sendable {
        /// The declaration.
        case defaults
        /// The environment.
        case environment(String)
        /// A role of the host.
        case role(String)
        /// The host.
        case host(String)
        /// A parameter of the recipe, on the command line.
        case parameter

        /// The place in the order.
        public var rank: Int {
            switch self {
            case .defaults: 0
            case .environment: 1
            case .role: 2
            case .host: 3
            case .parameter: 4
            }
        }

        /// The scope in words.
        public var text: String {
            switch self {
            case .defaults: "default"
            case .environment(let name): "environment \(name)"
            case .role(let name): "role \(name)"
            case .host(let name): "host \(name)"
            case .parameter: "parameter"
            }
        }
    }

    /// Who gives it.
    public let scope: Scope
    /// The value.
    public let value: LuaValue
    /// File and line; the command line for a parameter.
    public let place: String

    /// The value as people see it: a secret by its name.
    public var shown: String {
        if case .handle(let handle) = value { return "\(handle.kind) \(handle["name"].string ?? "")" }
        return "\(value)"
    }
}
