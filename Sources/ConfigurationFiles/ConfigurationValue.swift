/// A value that is put into a file.
public enum ConfigurationValue: Hashable, Sendable {
    /// Text, which stays text where the format knows types.
    case text(String)
    /// A number, as it is written in JSON.
    case number(String)
    /// True or false.
    case boolean(Bool)

    /// The value in formats that know only text.
    public var text: String {
        switch self {
        case .text(let text), .number(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        }
    }
}

/// What became of one key.
public struct ConfigurationChange: Hashable, Sendable {
    /// What was done.
    public enum Kind: String, Hashable, Sendable {
        /// The value is another one now.
        case replaced
        /// The key was not there.
        case created
        /// It had the value already.
        case unchanged
    }

    /// The key as it was given.
    public let key: String
    /// What was done.
    public let kind: Kind
    /// The line it stands in now, from 1.
    public let line: Int

    /// The change as one of another kind.
    public func being(_ kind: Kind) -> ConfigurationChange { ConfigurationChange(key: key, kind: kind, line: line) }
}
