/// Chooses versions as Go does (https://go.dev/ref/mod#minimal-version-selection): every requirement means "at least
/// this, with the same major version", and the highest of the requirements is taken. A release that nobody requests
/// changes nothing.
public struct VersionSelection: Sendable {
    /// A library in one version.
    public struct Candidate: Hashable, Sendable {
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

    /// The chosen versions, by source and version.
    public let versions: [Candidate]

    /// How many libraries are asked at once what they need.
    private static let width = 8

    /// Chooses.
    /// - Parameters:
    ///   - requirements: what the project requests.
    ///   - needs: what a library in a version requests itself; several are asked at once.
    public init(
        _ requirements: [Candidate], needs: @escaping @Sendable (Candidate) async throws -> [Candidate]
    ) async throws {
        var highest: [Line: LibraryVersion] = [:]
        var seen: Set<Candidate> = []
        var waiting = requirements
        while !waiting.isEmpty {
            var wave: [Candidate] = []
            for requirement in waiting where seen.insert(requirement).inserted {
                let line = Line(source: requirement.source, major: requirement.version.major)
                highest[line] = max(highest[line] ?? requirement.version, requirement.version)
                wave.append(requirement)
            }
            waiting = try await Self.all(wave, needs)
        }
        versions = highest.map { Candidate(source: $0.source, version: $1) }
            .sorted { ($0.source.description, $0.version) < ($1.source.description, $1.version) }
    }

    /// What some libraries need, in their order; of several errors the first one's is thrown, however they come.
    private static func all(
        _ wave: [Candidate], _ needs: @escaping @Sendable (Candidate) async throws -> [Candidate]
    ) async throws -> [Candidate] {
        typealias Answer = (place: Int, result: Result<[Candidate], any Error>)
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

extension VersionSelection.Candidate {
    /// Makes a candidate.
    public init(_ source: LibrarySource, _ version: LibraryVersion) {
        self.source = source
        self.version = version
    }
}
