import ArgumentParser
import Journal
import Recipes

/// A release as a person names it.
struct ReleaseChoice {
    let record: ReleaseRecord
    let content: ReleaseContent

    init(_ record: ReleaseRecord) throws {
        guard let content = ReleaseContent(decoding: record.content) else {
            throw CommandError(
                4, "the release \(record.application) \(record.version) was recorded by a later version of moondock")
        }
        (self.record, self.content) = (record, content)
    }

    /// The release of a version.
    /// - Parameters:
    ///   - version: the version, or `latest`.
    ///   - application: the application; `nil` where one alone has that version.
    /// - Throws: `CommandError`.
    static func find(_ version: String, of application: String?, in store: any RunStore) async throws -> ReleaseChoice {
        let all = try await store.releases(of: application)
        guard !all.isEmpty else {
            throw CommandError(
                2,
                (application.map { "there is no release of '\($0)'" } ?? "there is no release yet")
                    + "\n  = help: moondock release create makes one, moondock release pull gets one")
        }
        let found = version == "latest" ? Array(all.prefix(1)) : all.filter { $0.version == version }
        guard let release = found.first else {
            let nearest = Suggestion.nearest(to: version, among: all.map(\.version))
            throw CommandError(
                2,
                "there is no release \(application.map { "\($0) " } ?? "")\(version)"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                    + "\n  = help: moondock release list shows those there are")
        }
        guard found.count == 1 else {
            throw CommandError(
                2,
                "several applications have a release \(version): "
                    + "\(found.map(\.application).sorted().joined(separator: ", "))\n  = help: name one with --app")
        }
        return try ReleaseChoice(release)
    }

    /// The sources that a promotion runs.
    func bundle(in store: any RunStore) async throws -> RunBundle {
        try RunBundle(decoding: try await store.content(record.sources))
    }

    var name: String { "\(content.application) \(content.version)" }
}
