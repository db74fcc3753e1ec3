public import LuaValues

/// One call of a primitive as the sources have it.
public struct CallOutline: Sendable {
    /// The options that are written out as constants.
    public let literals: [String: LuaValue]
    /// The options that are given and that only a run can show.
    public let computed: Set<String>
    /// Whether no others can be given.
    public let isComplete: Bool

    /// Describes a call; see the properties for their meaning.
    public init(literals: [String: LuaValue], computed: Set<String> = [], isComplete: Bool = true) {
        self.literals = literals
        self.computed = computed
        self.isComplete = isComplete
    }

    /// Whether the source shows an option's value, or that it is not given.
    public func isKnown(_ key: String) -> Bool { literals[key] != nil || (isComplete && !computed.contains(key)) }

    /// An option that is written out; `nil` for one that is left out or only a run can show.
    public subscript(key: String) -> LuaValue { literals[key] ?? .nil }
}
