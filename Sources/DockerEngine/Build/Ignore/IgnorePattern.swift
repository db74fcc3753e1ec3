/// One pattern of a `.dockerignore` file, compiled.
///
/// The language is Go's `filepath.Match` (`*`, `?`, `[a-z]`, `[^a-z]`, `\` to escape) plus `**`, which stands for any
/// number of directories. Matching follows all possibilities at once, so its time is bounded by the length of the
/// pattern times that of the path.
struct IgnorePattern: Sendable, Hashable {
    /// The pattern's text after cleaning, without the `!`.
    let text: String
    /// Whether the pattern was written with `!`: what it matches is sent after all.
    let isException: Bool
    private let tokens: [Token]

    struct Malformed: Error {}

    enum Token: Sendable, Hashable {
        case scalar(Unicode.Scalar)
        /// `?`: one character, but no slash.
        case one
        /// `*`: any characters, but no slash.
        case anyInName
        /// `**/`: nothing, or anything that ends with a slash.
        case directories
        /// `**` at the end: everything that is left.
        case rest
        /// `[…]`: one of these characters, or with `^` one of all others.
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    init(text: String, isException: Bool) throws(Malformed) {
        self.text = text
        self.isException = isException
        tokens = try Self.parse(text)
    }

    /// Whether a path, relative and with `/` between its parts, matches.
    func matches(_ path: String) -> Bool {
        var states = Positions(count: tokens.count + 1)
        enter(0, &states)
        for character in path.unicodeScalars {
            var next = Positions(count: tokens.count + 1)
            for position in states.outside { advance(position, over: character, &next) }
            for position in states.inside { advance(position, over: character, &next) }
            if next.isEmpty { return false }
            states = next
        }
        return states.isAtEnd
    }

    /// The places in the pattern where a match may stand. A place within `**/` that has already taken a part of a
    /// directory's name must take all of it; such places are kept apart.
    private struct Positions {
        private(set) var outside: [Int] = []
        private(set) var inside: [Int] = []
        private var seenOutside: [Bool]
        private var seenInside: [Bool]

        init(count: Int) {
            seenOutside = Array(repeating: false, count: count)
            seenInside = seenOutside
        }

        var isEmpty: Bool { outside.isEmpty && inside.isEmpty }

        /// Whether all of the pattern can have been matched.
        var isAtEnd: Bool { seenOutside.last == true }

        mutating func insert(_ position: Int) -> Bool {
            guard !seenOutside[position] else { return false }
            seenOutside[position] = true
            outside.append(position)
            return true
        }

        mutating func insertInside(_ position: Int) {
            guard !seenInside[position] else { return }
            seenInside[position] = true
            inside.append(position)
        }
    }

    /// Stands at a token, and also behind it where it may match nothing.
    private func enter(_ position: Int, _ states: inout Positions) {
        guard states.insert(position), position < tokens.count else { return }
        switch tokens[position] {
        case .anyInName, .directories, .rest: enter(position + 1, &states)
        case .scalar, .one, .set: break
        }
    }

    private func advance(_ position: Int, over character: Unicode.Scalar, _ next: inout Positions) {
        guard position < tokens.count else { return }
        switch tokens[position] {
        case .scalar(let expected):
            if character == expected { enter(position + 1, &next) }
        case .one:
            if character != "/" { enter(position + 1, &next) }
        case .anyInName:
            if character != "/" { enter(position, &next) }
        case .rest:
            enter(position, &next)
        case .directories:
            next.insertInside(position)
            if character == "/" { enter(position + 1, &next) }
        case .set(let ranges, let isNegated):
            if ranges.contains(where: { $0.contains(character) }) != isNegated { enter(position + 1, &next) }
        }
    }
}
