/// A value of a YAML file that is one text, and how it is written.
struct YAMLScalar: Sendable {
    /// How it is written.
    enum Style: Sendable {
        /// As it is.
        case plain
        /// In `'…'`.
        case single
        /// In `"…"`.
        case double
        /// In lines of its own, after `|` or `>`.
        case block(YAMLBlock)
        /// Not at all, which is null.
        case empty
        /// As that which an anchor named before; the node of that, where there is one.
        case alias(String, of: Int?)
    }

    let style: Style
    /// The tag before it, such as `!!str`.
    let tag: String?
    /// Whether it stands in a list or mapping in brackets.
    let isInFlow: Bool
}

/// A text in lines of its own.
struct YAMLBlock: Sendable {
    /// Whether single line ends are read as blanks.
    let isFolded: Bool
    /// What becomes of the line ends at its end: `-` none, `+` all, else one.
    let chomping: UInt8?
    /// The bytes of `|` or `>` and what belongs to it.
    let indicator: Range<Int>
    /// Where the line of the indicator ends.
    let headerEnd: Int
    /// The lines, without the last one's end; empty at `headerEnd` for none.
    let lines: Range<Int>
    /// The blank lines after them, without the last one's end.
    let trailingEnd: Int
    /// How many blanks each line begins with.
    let indentation: Int
}
