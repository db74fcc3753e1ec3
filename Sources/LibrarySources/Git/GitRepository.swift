import ContainerRegistry
import Crypto
public import Foundation
public import RecipeLibraries
import TextFormats

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
        let name = SHA256.hash(data: Data(url.utf8)).hexadecimal
        mirror = cache.appendingPathComponent("git/\(name).git").path
    }

    /// The versions that were released, the newest first: the tags `v1.4.2`.
    /// - Throws: `LibrarySourceError`.
    public func versions() async throws -> [LibraryVersion] {
        do {
            let listing = try await Git.text(["ls-remote", "--tags", "--refs", "--", url])
            return listing.split(separator: "\n").compactMap { line in
                let reference = line.split(separator: "\t").last.map(String.init) ?? ""
                guard reference.hasPrefix("refs/tags/v") else { return nil }
                return try? LibraryVersion(String(reference.dropFirst("refs/tags/v".count)))
            }.sorted(by: >)
        } catch let error as Git.Failure {
            throw LibrarySourceError(
                .unreachable, "\(url) cannot be asked: \(error.reason)",
                hint: "try it by hand: git ls-remote --tags \(url)")
        }
    }

    /// Fetches the files of a version: of the tag `v1.4.2` of this very repository.
    /// - Throws: `LibrarySourceError`.
    public func fetch(_ version: LibraryVersion) async throws -> LibraryRelease {
        let commit: String, facts: [UInt8], tree: LibraryTree
        let tag = "v\(version)"
        let reference = "refs/tags/\(tag)"
        do {
            (commit, facts, tree) = try await MirrorLock.holding(mirror) {
                try await update(reference, version)
                let commit = try await Git.text(
                    ["-C", mirror, "rev-parse", "--verify", "--quiet", "\(reference)^{commit}"])
                let format = "--format=%(objecttype)%00%(creatordate:unix)%00%(contents)"
                return (
                    commit, try await Git.run(["-C", mirror, "for-each-ref", format, reference]),
                    try await GitTree(folder: mirror, name: url, hint: "remove \(mirror) and fetch again")
                        .files(of: commit)
                )
            }
        } catch let error as Git.Failure {
            throw damaged(error.reason)
        } catch let error as POSIXError {
            throw LibrarySourceError(
                .unwritable, "\(mirror) cannot be used: \(error.localizedDescription)",
                hint: "nothing was installed; see to it that the folder can be written")
        }
        let parts = facts.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3 else { throw damaged("its tag \(tag) cannot be read") }
        let trailer = parts[2].split(separator: "\n").last { $0.hasPrefix(Self.trailer) }
        return try await LibraryRelease(
            tree, from: .git(url), version, tag: tag, origin: .commit(commit),
            published: TimeInterval(parts[1]).map { Date(timeIntervalSince1970: $0) },
            // The message of a tag, not that of a commit.
            signature: parts[0] == "tag" ? trailer.map { String($0.dropFirst(Self.trailer.count)) } : nil)
    }

    /// Brings one tag into the mirror.
    private func update(_ reference: String, _ version: LibraryVersion) async throws {
        do {
            try await prepare()
            do {
                try await bring(reference)
            } catch let error as Git.Failure where Self.isLeftBehind(error) {
                // Nothing in it that cannot be fetched again, and nobody else is at it.
                try FileManager.default.removeItem(atPath: mirror)
                try await prepare()
                try await bring(reference)
            }
        } catch let error as Git.Failure {
            throw unavailable(error, version)
        }
    }

    private func bring(_ reference: String) async throws {
        _ = try await Git.run(
            [
                "-C", mirror, "fetch", "--quiet", "--depth", "1", "--no-tags", "--force", "--", url,
                "\(reference):\(reference)",
            ])
    }

    /// Makes the mirror where there is none, whole or not at all.
    private func prepare() async throws {
        if FileManager.default.fileExists(atPath: mirror) { return }
        let draft = mirror + ".draft"
        if FileManager.default.fileExists(atPath: draft) { try FileManager.default.removeItem(atPath: draft) }
        _ = try await Git.run(["init", "--quiet", "--bare", "--template=", draft])
        try FileManager.default.moveItem(atPath: draft, toPath: mirror)
    }

    /// Whether git stumbled over what a fetch left behind that was killed.
    private static func isLeftBehind(_ error: Git.Failure) -> Bool {
        [".lock': File exists", "not a git repository", "bad object", "is corrupt", "loose object"].contains {
            error.text.contains($0)
        }
    }

    private func unavailable(_ error: Git.Failure, _ version: LibraryVersion) -> LibrarySourceError {
        if error.text.contains("couldn't find remote ref") {
            return LibrarySourceError(
                .noVersion, "\(url) has no tag v\(version)", hint: "name a version that was released")
        }
        return LibrarySourceError(
            .unreachable, "\(url) cannot be fetched: \(error.reason)",
            hint: "try it by hand: git ls-remote --tags \(url)")
    }

    /// The line of a tag's message that holds the signature.
    static let trailer = "Moondock-Signature: "

    private func damaged(_ reason: String) -> LibrarySourceError {
        LibrarySourceError(.unreachable, "\(url): \(reason)", hint: "remove \(mirror) and fetch again")
    }
}
