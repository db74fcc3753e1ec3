/// A parsed source: its tree, its comments and everything that is wrong with it.
public struct Chunk: Sendable {
    /// What was parsed.
    public let source: LuaSource

    /// The statements; where something could not be read, `.invalid` nodes stand in.
    public let block: Block

    /// All comments in order.
    public let comments: [Comment]

    /// What Lua's compiler would reject, in the order of the source. Empty for a chunk Lua accepts.
    ///
    /// One limit of its code generator is not known here: a function may use 255 registers at once. Only lists longer
    /// than that are reported, not expressions that add up to it.
    public let diagnostics: [SyntaxDiagnostic]

    /// Whether Lua accepts the chunk.
    public var isValid: Bool { diagnostics.isEmpty }
}
