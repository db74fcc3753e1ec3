/// Chooses versions as Go does (https://go.dev/ref/mod#minimal-version-selection): every wish means "at least this, with the
/// same first number", and the highest of the wishes is taken. A release that nobody asks for changes nothing.
public struct VersionSelection: Sendable {
    /// A library in one version.
    public struct Choice: Hashable, Sendable {
        /// Where it comes from.
        public let source: LibrarySource
        /// The version.
        public let version: LibraryVersion
    }

    /// A library of which each major version counts as one of its own.
    private struct Line: Hashable {
        let source: LibrarySource
        let major: Int
    }

    /// The choices, by source and version.
    public let choices: [Choice]

    /// Chooses.
    /// - Parameters:
    ///   - wishes: what the project asks for.
    ///   - needs: what a library in a version asks for itself.
    public init(
        _ wishes: [Choice], needs: (Choice) async throws -> [Choice]
    ) async throws {
        var highest: [Line: LibraryVersion] = [:]
        var seen: Set<Choice> = []
        var waiting = wishes
        while let wish = waiting.popLast() {
            guard seen.insert(wish).inserted else { continue }
            let line = Line(source: wish.source, major: wish.version.major)
            highest[line] = max(highest[line] ?? wish.version, wish.version)
            waiting += try await needs(wish)
        }
        choices = highest.map { Choice(source: $0.source, version: $1) }
            .sorted { ($0.source.description, $0.version) < ($1.source.description, $1.version) }
    }
}

extension VersionSelection.Choice {
    /// Makes a choice.
    public init(_ source: LibrarySource, _ version: LibraryVersion) {
        self.source = source
        self.version = version
    }
}
