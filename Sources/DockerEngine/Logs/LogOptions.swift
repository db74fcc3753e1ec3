/// Which part of a container's output is wanted.
public struct LogOptions: Sendable, Hashable {
    /// Whether output is delivered as it comes, until the container ends.
    public var follows: Bool
    /// How many of the last lines; nil for all.
    public var tail: Int?
    /// Only what was written from this time on, in seconds since 1970.
    public var since: Double?
    /// Whether standard output is wanted.
    public var includesStandardOutput: Bool
    /// Whether standard error is wanted.
    public var includesStandardError: Bool
    /// Whether each line starts with its time.
    public var hasTimestamps: Bool

    /// Describes what is wanted; see the properties for their meaning.
    public init(
        follows: Bool = false, tail: Int? = nil, since: Double? = nil, includesStandardOutput: Bool = true,
        includesStandardError: Bool = true, hasTimestamps: Bool = false
    ) {
        self.follows = follows
        self.tail = tail
        self.since = since
        self.includesStandardOutput = includesStandardOutput
        self.includesStandardError = includesStandardError
        self.hasTimestamps = hasTimestamps
    }

    var query: [(name: String, value: String)] {
        var query = [
            (name: "stdout", value: includesStandardOutput ? "1" : "0"),
            ("stderr", includesStandardError ? "1" : "0"),
            ("follow", follows ? "1" : "0"),
            ("tail", tail.map(String.init) ?? "all"),
        ]
        if let since { query.append(("since", String(since))) }
        if hasTimestamps { query.append(("timestamps", "1")) }
        return query
    }
}
