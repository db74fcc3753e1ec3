import TextSafety

/// Makes what databases and their tools say safe to print and short enough to keep.
enum PrintableText {
    private static let lineLimit = 2000
    private static let statementLimit = 200
    /// Database clients quote the statement that failed, rows and all, behind these words.
    private static let statementMarkers = ["Command was:", "INSERT INTO", "COPY "]

    /// One line without control characters or terminal sequences, cut when it is long.
    static func line(_ text: some StringProtocol) -> String {
        let clean = SafeText.line(text, limit: lineLimit)
        return statementMarkers.contains(where: clean.contains) ? SafeText.line(clean, limit: statementLimit) : clean
    }
}
