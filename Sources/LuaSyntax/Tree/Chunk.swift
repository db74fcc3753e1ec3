/// A parsed source: its tree, its comments and everything that is wrong with it.
public struct Chunk: Sendable {
    /// What was parsed.
    public let source: LuaSource

    /// The statements; where something could not be read, `.invalid` nodes stand in.
    public let block: Block

    /// All comments in order.
    public let comments: [Comment]

    /// What Lua's compiler would refuse, in the order of the source. Empty for a chunk Lua accepts.
    public let diagnostics: [Diagnostic]

    /// Whether Lua accepts the chunk.
    public var isValid: Bool { diagnostics.isEmpty }
}
