/// The rules of a `.dockerignore` file: which files of a build context are not sent.
///
/// As with docker the last pattern that matches a path, or a directory above it, decides.
/// https://docs.docker.com/build/concepts/context/#dockerignore-files
struct IgnoreRules: Sendable, Hashable {
    private(set) var patterns: [IgnorePattern] = []

    /// Nothing is ignored.
    init() {}

    /// Parses the text of a `.dockerignore` file.
    /// - Throws: `BuildContextError` with code `invalidIgnorePattern`, naming the line.
    init(parsing text: String, path: String = ".dockerignore") throws(BuildContextError) {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        // “\r\n” is one Character, so lines are cut at scalars.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where line.first != "#" {
            let trimmed = Self.trimmed(Substring(line))
            guard !trimmed.isEmpty else { continue }
            do throws(IgnorePattern.Malformed) {
                patterns.append(try Self.pattern(trimmed))
            } catch {
                throw BuildContextError(
                    .invalidIgnorePattern, path: path, message: "line \(index + 1): “\(trimmed)” is not a valid pattern")
            }
        }
    }

    private static func pattern(_ line: Substring) throws(IgnorePattern.Malformed) -> IgnorePattern {
        let isException = line.hasPrefix("!")
        let body = isException ? trimmed(line.dropFirst()) : line
        guard !body.isEmpty else { throw IgnorePattern.Malformed() }
        var text = PathCleaning.clean(String(body))
        if text.count > 1, text.hasPrefix("/") { text.removeFirst() }
        return try IgnorePattern(text: text, isException: isException)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return text[first..<scalars.index(after: last)]
    }

    /// Lets a path through whatever the rules say, as docker does for the Dockerfile and `.dockerignore`.
    mutating func insist(on path: String) {
        guard ignores(path) else { return }
        let escaped = path.map { "*?[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        if let pattern = try? IgnorePattern(text: escaped, isException: true) { patterns.append(pattern) }
    }

    /// Whether a path, relative to the context, is left out.
    func ignores(_ path: String) -> Bool {
        var isIgnored = false
        // A pattern that would change nothing needs no matching.
        for pattern in patterns where pattern.isException == isIgnored {
            if pattern.matches(path) { isIgnored.toggle() }
        }
        return isIgnored
    }

    /// Whether something below an ignored directory may still be sent, so that it has to be looked into. As with
    /// docker only exceptions that spell out the directory count; `!**/name` does not.
    func mayHaveExceptions(below directory: String) -> Bool {
        patterns.contains { $0.isException && "\($0.text)/".hasPrefix("\(directory)/") }
    }
}
