import LuaValues

/// A line of a recipe or library.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The chunk's name: a path relative to the project, or a standard library module's name.
    public let chunk: String
    /// The line, from 1; 0 where it is unknown.
    public let line: Int

    /// Makes a position.
    public init(chunk: String, line: Int) {
        self.chunk = chunk
        self.line = line
    }

    /// `chunk:line`.
    public var description: String { "\(chunk):\(line)" }

    init(decoding value: LuaValue) {
        chunk = value["chunk"].string ?? "?"
        // No file has as many lines, and what is made of it must not leave its bits.
        line = Int(Int32(clamping: max(0, value["line"].integer ?? 0)))
    }

    var encoded: LuaValue { ["chunk": .string(chunk), "line": .integer(Int64(line))] }
}
