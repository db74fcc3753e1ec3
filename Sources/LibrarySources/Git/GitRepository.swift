import Crypto
public import Foundation
public import RecipeLibraries

/// A library in a git repository. The system's git is used, with the user's credentials; files are read as blobs of the
/// commit, never from a checkout, so that no filter and no line ending changes them.
public struct GitRepository: ReleaseSource {
    private let url: String
    private let mirror: String

    /// Names a repository.
    /// - Parameters:
    ///   - url: where it is.
    ///   - cache: the folder in which mirrors are kept.
    public init(_ url: String, cache: URL) {
        self.url = url
        let name = SHA256.hash(data: Data(url.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        mirror = cache.appendingPathComponent("git/\(name.joined()).git").path
    }

    /// The versions that were released, the newest first: the tags `v1.4.2`.
    /// - Throws: `LibrarySourceError`.
    public func versions() async throws -> [LibraryVersion] {
        do {
            let listing = try await text(["ls-remote", "--tags", "--refs", "--", url])
            return listing.split(separator: "\n").compactMap { line in
                let reference = line.split(separator: "\t").last.map(String.init) ?? ""
                guard reference.hasPrefix("refs/tags/v") else { return nil }
                return try? LibraryVersion(String(reference.dropFirst("refs/tags/v".count)))
            }.sorted(by: >)
        } catch let error as Git.Failure {
            throw LibrarySourceError(
                .unreachable, "\(url) cannot be asked: \(error.lastLine)",
                hint: "try it by hand: git ls-remote --tags \(url)")
        }
    }

    /// Fetches the files of a version: of the tag `v1.4.2` of this very repository.
    /// - Throws: `LibrarySourceError`.
    public func fetch(_ version: LibraryVersion) async throws -> LibraryRelease {
        let tag = "v\(version)"
        if !FileManager.default.fileExists(atPath: mirror + "/HEAD") {
            try FileManager.default.createDirectory(atPath: mirror, withIntermediateDirectories: true)
            _ = try await git(["init", "--quiet", "--bare", "--template=", mirror])
        }
        let reference = "refs/tags/\(tag)"
        do {
            _ = try await git(
                [
                    "-C", mirror, "fetch", "--quiet", "--depth", "1", "--no-tags", "--force", "--", url,
                    "\(reference):\(reference)",
                ])
        } catch let error as Git.Failure {
            let isMissing = error.text.contains("couldn't find remote ref")
            throw LibrarySourceError(
                isMissing ? .noVersion : .unreachable,
                isMissing ? "\(url) has no tag \(tag)" : "\(url) cannot be fetched: \(error.lastLine)",
                hint: isMissing
                    ? "name a version that was released" : "try it by hand: git ls-remote --tags \(url)")
        }
        let commit = try await text(["-C", mirror, "rev-parse", "--verify", "--quiet", "\(reference)^{commit}"])
        let facts = try await git(
            [
                "-C", mirror, "for-each-ref", "--format=%(objecttype)%00%(creatordate:unix)%00%(contents)", reference,
            ])
        let parts = facts.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3 else { throw damaged("its tag \(tag) cannot be read") }
        let trailer = parts[2].split(separator: "\n").last { $0.hasPrefix(Self.trailer) }
        return try await LibraryRelease(
            try await GitTree(folder: mirror, name: url, hint: "remove \(mirror) and fetch again").files(of: commit),
            from: .git(url), version, tag: tag, origin: .commit(commit),
            published: TimeInterval(parts[1]).map { Date(timeIntervalSince1970: $0) },
            // The message of a tag, not that of a commit.
            signature: parts[0] == "tag" ? trailer.map { String($0.dropFirst(Self.trailer.count)) } : nil)
    }

    /// The line of a tag's message that holds the signature.
    static let trailer = "Moondock-Signature: "

    private func damaged(_ reason: String) -> LibrarySourceError {
        LibrarySourceError(.unreachable, "\(url): \(reason)", hint: "remove \(mirror) and fetch again")
    }

    private func text(_ arguments: [String]) async throws -> String { try await Git.text(arguments) }

    private func git(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        try await Git.run(arguments, input: input)
    }
}
