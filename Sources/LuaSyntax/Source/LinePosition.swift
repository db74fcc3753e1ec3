/// A place in a source as people read it: line and column, both counted from 1.
public struct LinePosition: Hashable, Sendable, Comparable {
    /// Line number, counted from 1 as Lua counts: `\n`, `\r`, `\r\n` and `\n\r` each end one line.
    public let line: Int

    /// Column, counted from 1 in characters (UTF-8 sequences), as editors show it.
    public let column: Int

    /// Makes a position.
    /// - Parameters:
    ///   - line: Line number from 1.
    ///   - column: Column from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Orders positions by line, then column.
    public static func < (left: LinePosition, right: LinePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
