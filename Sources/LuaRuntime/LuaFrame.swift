internal import LuaValues

/// One Lua function that was running.
public struct LuaFrame: Hashable, Sendable {
    /// The chunk's name.
    public let chunk: String
    /// The line, from 1; 0 where it is unknown.
    public let line: Int
    /// The function's name as Lua knows it, `main chunk`, or where it was defined.
    public let function: String

    init(_ value: LuaValue) {
        chunk = value["chunk"].string ?? "?"
        line = Int(Int32(clamping: value["line"].integer ?? 0))
        function = value["function"].string ?? "?"
    }
}
