public import Foundation
public import RecipeLibraries
import TextSafety

/// The git repository in which an author works on a library.
public struct AuthorRepository: Sendable {
    private let folder: String

    /// Names a folder.
    public init(_ folder: URL) { self.folder = folder.path }

    /// What has to be so before anything is released; the first that is not.
    /// - Throws: `LibrarySourceError` where git does not answer.
    public func fault() async throws -> (reason: String, hint: String)? {
        guard FileManager.default.fileExists(atPath: folder) else {
            return ("there is no folder \(folder)", "name the folder of a library")
        }
        do {
            let prefix = try await git("rev-parse", "--show-prefix")
            if !prefix.isEmpty {
                return ("the library is in the folder \(prefix) of its repository", "give it a repository of its own")
            }
            guard (try? await git("rev-parse", "--verify", "--quiet", "HEAD")) != nil else {
                return ("nothing is committed yet", "git add . && git commit")
            }
            let status = try await Git.run(["-C", folder, "status", "--porcelain", "-z"])
            if !status.isEmpty {
                let files = status.split(separator: 0).prefix(3)
                    .map { HiddenCharacters.shown(String(decoding: $0.dropFirst(3), as: UTF8.self)) }.joined(
                        separator: ", ")
                return ("the work tree is not clean: \(files)", "commit or remove what is not")
            }
            return nil
        } catch is Git.Failure {
            return (
                "\(folder) is no git repository",
                "make it one: git init && git add . && git commit -m first; then give it a place to push to: "
                    + "git remote add origin URL"
            )
        }
    }

    /// The commit that would be released.
    public func commit() async throws -> String { try await asked("rev-parse", "HEAD") }

    /// The files that would be released.
    /// - Throws: `LibrarySourceError` where there is something that has no place in a library.
    public func files() async throws -> LibraryTree {
        try await GitTree(folder: folder, name: folder).files(of: try await commit())
    }

    /// Where releases are pushed; `nil` where there is no such remote.
    public func url(of remote: String) async throws -> String? {
        try? await git("remote", "get-url", remote)
    }

    /// The versions that are released, here or at the remote, the newest first.
    /// - Throws: `LibrarySourceError` where the remote cannot be asked.
    public func versions(at remote: String?) async throws -> [LibraryVersion] {
        var tags = try await asked("tag", "--list").split(separator: "\n").map(String.init)
        if let remote {
            tags += try await asked("ls-remote", "--tags", "--refs", "--", remote).split(separator: "\n").map {
                String($0.split(separator: "/").last ?? "")
            }
        }
        let versions = tags.compactMap { $0.hasPrefix("v") ? try? LibraryVersion(String($0.dropFirst())) : nil }
        return Set(versions).sorted(by: >)
    }

    /// The files of a version that was released before.
    /// - Throws: `LibrarySourceError`.
    public func files(of version: LibraryVersion, at remote: String?) async throws -> LibraryTree {
        let reference = "refs/tags/v\(version)"
        try await has(reference, at: remote)
        return try await GitTree(folder: folder, name: folder).files(of: "\(reference)^{commit}")
    }

    /// The commit a version was tagged at, and the tag's signature; `nil` where there is no such tag.
    func release(
        of version: LibraryVersion, at remote: String?
    ) async throws -> (commit: String, signature: LibrarySignature?)? {
        let reference = "refs/tags/v\(version)"
        try await has(reference, at: remote)
        guard let commit = try? await git("rev-parse", "--verify", "--quiet", "\(reference)^{commit}") else {
            return nil
        }
        let message = try await asked("for-each-ref", "--format=%(contents)", reference)
        let line = message.split(separator: "\n").last { $0.hasPrefix(GitRepository.trailer) }
        return (commit, line.flatMap { LibrarySignature(String($0.dropFirst(GitRepository.trailer.count))) })
    }

    private func has(_ reference: String, at remote: String?) async throws {
        guard (try? await git("rev-parse", "--verify", "--quiet", reference)) == nil, let remote else { return }
        _ = try await asked("fetch", "--quiet", "--no-tags", "--depth", "1", "--", remote, "\(reference):\(reference)")
    }

    /// The key that git signs with, where it is one of SSH.
    public func signingKey() async -> String? {
        guard (try? await git("config", "gpg.format")) == "ssh" else { return nil }
        return try? await git("config", "--type=path", "user.signingKey")
    }

    /// Tags the commit and pushes the tag; one that is there is never moved.
    /// - Throws: `LibrarySourceError`; then the tag is gone again.
    public func release(
        _ manifest: LibraryManifest, signature: LibrarySignature?, to remote: String?
    ) async throws {
        let tag = "v\(manifest.version)"
        let trailer = signature.map { "\n\n\(GitRepository.trailer)\($0.text)" } ?? ""
        _ = try await asked("tag", "-a", "--no-sign", "-m", "\(manifest.name) \(manifest.version)\(trailer)", tag)
        guard let remote else { return }
        do {
            _ = try await git("push", "--quiet", "--no-verify", "--", remote, "refs/tags/\(tag):refs/tags/\(tag)")
        } catch let error as Git.Failure {
            _ = try? await git("tag", "-d", tag)
            throw LibrarySourceError(
                .unreachable, "the tag \(tag) cannot be pushed to \(remote): \(error.reason)",
                hint: "nothing was released; try it by hand: git push \(remote) HEAD")
        }
    }

    private func git(_ arguments: String...) async throws -> String {
        try await Git.text(["-C", folder] + arguments)
    }

    private func asked(_ arguments: String...) async throws -> String {
        do {
            return try await Git.text(["-C", folder] + arguments)
        } catch let error as Git.Failure {
            throw LibrarySourceError(
                .unreachable, "git \(arguments.prefix(2).joined(separator: " ")) failed: \(error.reason)",
                hint: "try it by hand in \(folder)")
        }
    }
}
