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

    /// How many libraries are asked at once what they need.
    private static let width = 8

    /// Chooses.
    /// - Parameters:
    ///   - wishes: what the project asks for.
    ///   - needs: what a library in a version asks for itself; several are asked at once.
    public init(
        _ wishes: [Choice], needs: @escaping @Sendable (Choice) async throws -> [Choice]
    ) async throws {
        var highest: [Line: LibraryVersion] = [:]
        var seen: Set<Choice> = []
        var waiting = wishes
        while !waiting.isEmpty {
            var wave: [Choice] = []
            for wish in waiting where seen.insert(wish).inserted {
                let line = Line(source: wish.source, major: wish.version.major)
                highest[line] = max(highest[line] ?? wish.version, wish.version)
                wave.append(wish)
            }
            waiting = try await Self.all(wave, needs)
        }
        choices = highest.map { Choice(source: $0.source, version: $1) }
            .sorted { ($0.source.description, $0.version) < ($1.source.description, $1.version) }
    }

    /// What some libraries need, in their order; of several errors the first one's is thrown, however they come.
    private static func all(
        _ wave: [Choice], _ needs: @escaping @Sendable (Choice) async throws -> [Choice]
    ) async throws -> [Choice] {
        typealias Answer = (place: Int, result: Result<[Choice], any Error>)
        let answers = await withTaskGroup(of: Answer.self) { group in
            func ask(_ place: Int) {
                group.addTask {
                    do {
                        return (place, .success(try await needs(wave[place])))
                    } catch {
                        return (place, .failure(error))
                    }
                }
            }
            for place in wave.indices.prefix(width) { ask(place) }
            var next = min(width, wave.count)
            var answers: [Answer] = []
            for await answer in group {
                answers.append(answer)
                if next < wave.count { ask(next) }
                next += 1
            }
            return answers
        }
        return try answers.sorted { $0.place < $1.place }.flatMap { try $0.result.get() }
    }
}

extension VersionSelection.Choice {
    /// Makes a choice.
    public init(_ source: LibrarySource, _ version: LibraryVersion) {
        self.source = source
        self.version = version
    }
}
