public import LuaValues

/// An error that a script raised and nothing caught, or why its source does not compile.
public struct LuaFailure: Error, Hashable, Sendable {
    /// Whether the source does not compile.
    public let isSyntax: Bool
    /// The message, without the position it began with.
    public let message: String
    /// The error value, `nil` the Lua value where it cannot leave Lua.
    public let value: LuaValue
    /// The chunk that the message began with.
    public let chunk: String?
    /// The line that the message began with.
    public let line: Int?
    /// The functions that were running, innermost first.
    public let frames: [LuaFrame]
}

/// A limit that was reached. The VM can do nothing more.
public struct LuaLimitReached: Error, Hashable, Sendable {
    /// Which it is.
    public let limit: LuaLimit
    /// Its value; that of processor time in milliseconds.
    public let value: Int64
    /// The functions that were running, innermost first.
    public let frames: [LuaFrame]
}

/// Why no VM could be made.
public struct LuaSetupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public let description: String
}
