/// The value of a table constructor of literals, in the order it is written.
public struct LiteralTable: Hashable, Sendable {
    /// A key of a literal table.
    public enum Key: Hashable, Sendable {
        /// A string of UTF-8, written `name =` or `["name"] =`.
        case text(String)
        /// A string that is not UTF-8.
        case bytes([UInt8])
        /// An integer, also as a place in the list and for floats with an integral value.
        case integer(Int64)
        /// A float without integral value.
        case float(Double)
        /// A boolean.
        case boolean(Bool)
    }

    /// One key with its value.
    public struct Entry: Hashable, Sendable {
        /// The key.
        public let key: Key

        /// Where the key is written; for an element of the list, where its value is.
        public let keySpan: SourceSpan

        /// Whether the entry is an element of the list, written without key.
        public let isPositional: Bool

        /// The value.
        public let value: Literal
    }

    /// The entries in the order they are written, without those that are `nil`; every key occurs once.
    public let entries: [Entry]

    /// Makes a table.
    /// - Parameter entries: The entries; no key twice.
    public init(entries: [Entry]) { self.entries = entries }

    /// The value of a string key.
    /// - Parameter name: The key.
    public subscript(name: String) -> Literal? {
        entries.first { $0.key == .text(name) }?.value
    }

    /// The elements of the list: the values written without key, in order.
    public var elements: [Literal] {
        entries.lazy.filter(\.isPositional).map(\.value)
    }
}
