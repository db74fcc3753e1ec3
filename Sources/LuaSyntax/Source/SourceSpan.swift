/// A half-open range of byte offsets in a `LuaSource`.
public struct SourceSpan: Hashable, Sendable {
    // 32 bits each: every node of the tree carries a span, and `LuaSource.maximumByteCount` keeps offsets in range.
    private let startOffset: UInt32
    private let endOffset: UInt32

    /// Offset of the first byte.
    public var start: Int { Int(startOffset) }

    /// Offset just past the last byte.
    public var end: Int { Int(endOffset) }

    /// Number of bytes covered.
    public var count: Int { end - start }

    /// The offsets as a range, for subscripting `LuaSource.bytes`.
    public var range: Range<Int> { start..<end }

    /// Makes a span from byte offsets.
    /// - Parameters:
    ///   - start: Offset of the first byte.
    ///   - end: Offset just past the last byte; at least `start`.
    public init(start: Int, end: Int) {
        startOffset = UInt32(truncatingIfNeeded: start)
        endOffset = UInt32(truncatingIfNeeded: end)
    }

    /// The smallest span that covers this one and another.
    /// - Parameter other: A span of the same source.
    public func union(_ other: SourceSpan) -> SourceSpan {
        SourceSpan(start: min(start, other.start), end: max(end, other.end))
    }

    /// Whether a byte offset lies inside the span.
    /// - Parameter offset: A byte offset of the same source.
    public func contains(_ offset: Int) -> Bool {
        range.contains(offset)
    }
}
