/// A version of a library: three numbers and, before a release, a label, ordered as SemVer 2.0 orders them
/// (https://semver.org/#spec-item-11). Build metadata has no place: tags of OCI registries cannot hold it.
public struct LibraryVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The major version; it changes when code that uses the library may have to change.
    public let major: Int
    /// The second number.
    public let minor: Int
    /// The third number.
    public let patch: Int
    /// The label of a version before the release, by its dots; empty for a release.
    public let prerelease: [String]

    /// Makes a version.
    public init(_ major: Int, _ minor: Int, _ patch: Int, prerelease: [String] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
    }

    /// Reads a version.
    /// - Parameter text: `1.4.2` or `1.4.2-rc.1`.
    /// - Throws: `LibraryVersionError` that says what is wrong with it.
    public init(_ text: String) throws(LibraryVersionError) {
        func rejection(_ reason: String) -> LibraryVersionError { LibraryVersionError(text: text, reason: reason) }
        if text.hasPrefix("v") || text.hasPrefix("V") { throw rejection("versions have no 'v'; tags do") }
        if text.contains("+") { throw rejection("build metadata ('+…') is not allowed") }
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3 else { throw rejection("a version has three numbers, such as 1.4.2") }
        var values: [Int] = []
        for number in numbers {
            guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw rejection("'\(number)' is no number")
            }
            if number.count > 1, number.hasPrefix("0") { throw rejection("'\(number)' has a leading zero") }
            guard let value = Int(number), value <= 1_000_000_000 else { throw rejection("\(number) is too large") }
            values.append(value)
        }
        var labels: [String] = []
        if halves.count == 2 {
            labels = halves[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            for label in labels {
                let isWord = label.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
                }
                guard !label.isEmpty, isWord else {
                    throw rejection("what follows '-' has letters, digits and hyphens, parted by dots")
                }
                if label.count > 1, label.hasPrefix("0"), Int(label) != nil {
                    throw rejection("'\(label)' has a leading zero")
                }
            }
        }
        self.init(values[0], values[1], values[2], prerelease: labels)
    }

    /// The version as it is written.
    public var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
    }

    /// The order of SemVer: a version before the release comes before the release.
    public static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        let (mine, other) = ([left.major, left.minor, left.patch], [right.major, right.minor, right.patch])
        if mine != other { return mine.lexicographicallyPrecedes(other) }
        if left.prerelease.isEmpty || right.prerelease.isEmpty {
            return !left.prerelease.isEmpty && right.prerelease.isEmpty
        }
        for (one, two) in zip(left.prerelease, right.prerelease) where one != two {
            switch (Int(one), Int(two)) {
            case (let one?, let two?): return one < two
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return one.utf8.lexicographicallyPrecedes(two.utf8)
            }
        }
        return left.prerelease.count < right.prerelease.count
    }
}

/// Why a text is no version.
public struct LibraryVersionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// The reason with the text.
    public var description: String { "'\(text)' is no version: \(reason)" }
}
