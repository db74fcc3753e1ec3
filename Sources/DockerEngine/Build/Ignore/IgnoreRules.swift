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
                    .invalidIgnorePattern, path: path, message: "line \(index + 1): “\(trimmed)” is not a valid pattern"
                )
            }
        }
    }

    private static func pattern(_ line: Substring) throws(IgnorePattern.Malformed) -> IgnorePattern {
        let isException = line.hasPrefix("!")
        let body = isException ? trimmed(line.dropFirst()) : line
        guard !body.isEmpty else { throw IgnorePattern.Malformed() }
        var text = PathCleaning.clean(String(body))
        // Docker takes an exception of nothing but the root for a mistake, and the root alone for a file's name.
        if isException, text == "/" { throw IgnorePattern.Malformed() }
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

    /// What the rules say of one path, and what those below it need to know.
    struct Verdict: Sendable, Hashable {
        /// Whether the path is left out.
        var isIgnored = false
        /// Which patterns have matched the path or a directory above it, as far as they were asked.
        fileprivate var matched: [Bool]
    }

    /// Judges a path, relative to the context.
    ///
    /// A pattern that would change nothing is not asked, and so does not count as matched for what lies below either.
    /// Docker does it so, and with several exceptions the difference can be seen.
    /// - Parameter parent: the verdict on the directory the path lies in; nil at the top.
    func verdict(on path: String, parent: Verdict?) -> Verdict {
        var verdict = Verdict(matched: parent?.matched ?? Array(repeating: false, count: patterns.count))
        for (index, pattern) in patterns.enumerated() {
            if !verdict.matched[index] {
                guard pattern.isException == verdict.isIgnored, pattern.matches(path) else { continue }
                verdict.matched[index] = true
            }
            verdict.isIgnored = !pattern.isException
        }
        return verdict
    }

    /// Whether a path, relative to the context, is left out; judges the directories above it too.
    func ignores(_ path: String) -> Bool {
        let parents = path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
        let parent = parents.reduce(nil) { verdict(on: $1, parent: $0) }
        return verdict(on: path, parent: parent).isIgnored
    }

    /// Whether something below an ignored directory may still be sent, so that it has to be looked into. As with
    /// docker only exceptions that spell out the directory count; `!**/name` does not.
    func mayHaveExceptions(below directory: String) -> Bool {
        patterns.contains { $0.isException && "\($0.text)/".hasPrefix("\(directory)/") }
    }
}
