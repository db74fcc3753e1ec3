/// A pattern over paths or names: `*` stands for any characters within one part, `**` for any parts.
public struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it is written.
    public let description: String

    /// Makes a pattern.
    public init(_ text: String) { description = text }

    /// Whether a path fits.
    public func matches(_ path: String) -> Bool {
        Self.matches(
            description.split(separator: "/", omittingEmptySubsequences: false),
            path.split(separator: "/", omittingEmptySubsequences: false))
    }

    /// Whether some path can fit both.
    ///
    /// Exact where one of them has no `*`; else it takes the parts before the first `*` of each.
    public func overlaps(_ other: PathPattern) -> Bool {
        if !other.description.contains("*") { return matches(other.description) }
        if !description.contains("*") { return other.matches(description) }
        let (mine, theirs) = (description.prefix { $0 != "*" }, other.description.prefix { $0 != "*" })
        return mine.hasPrefix(theirs) || theirs.hasPrefix(mine)
    }

    /// Part by part, with what is left to match kept for each place of the path: never more work than parts times parts.
    private static func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
        // Whether the path's rest from each place on fits the pattern's rest.
        var fitting = Array(repeating: false, count: path.count) + [true]
        for part in pattern.reversed() {
            var next = Array(repeating: false, count: path.count + 1)
            for place in next.indices.reversed() {
                if part == "**" {
                    next[place] = fitting[place] || (place < path.count && next[place + 1])
                } else if place < path.count, fitting[place + 1] {
                    next[place] = fits(Array(part.unicodeScalars)[...], Array(path[place].unicodeScalars)[...])
                }
            }
            fitting = next
        }
        return fitting[0]
    }

    /// One part: greedy stars with one step back, which is enough for `*` and linear in the text for each star.
    private static func fits(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var (pattern, text) = (pattern, text)
        var star: (pattern: ArraySlice<Unicode.Scalar>, text: ArraySlice<Unicode.Scalar>)?
        while let character = text.first {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                star = (pattern, text)
            } else if pattern.first == character {
                pattern = pattern.dropFirst()
                text = text.dropFirst()
            } else if let last = star {
                star = (last.pattern, last.text.dropFirst())
                (pattern, text) = (last.pattern, last.text.dropFirst())
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == "*" }
    }
}
