extension String {
    /// The maximum length of a headline, in characters.
    private static var maximumHeadlineLength: Int { 200 }

    /// The text's first line, with `…` where there is more of it.
    public var headline: String {
        let line = prefix { !$0.isNewline }
        let isLong = line.utf8.count > Self.maximumHeadlineLength && line.count > Self.maximumHeadlineLength
        let shown = isLong ? line.prefix(Self.maximumHeadlineLength - 1) : line
        return shown.endIndex == endIndex ? self : shown + "…"
    }
}
