import Crypto
public import Foundation
public import RecipeLibraries
import Subprocess
import SystemPackage

/// A library in a git repository. The system's git is used, with the user's credentials; files are read as blobs of the
/// commit, never from a checkout, so that no filter and no line ending changes them.
public struct GitRepository: Sendable {
    /// A version as it was fetched.
    public struct Release: Sendable {
        /// The tag.
        public let tag: String
        /// The commit it stands for.
        public let commit: String
        /// The files.
        public let tree: LibraryTree
    }

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
        } catch let error as GitFailure {
            throw LibrarySourceError(
                .unreachable, "\(url) cannot be asked: \(error.lastLine)",
                hint: "try it by hand: git ls-remote --tags \(url)")
        }
    }

    /// Fetches the files of a version: of the tag `v1.4.2` of this very repository.
    /// - Throws: `LibrarySourceError`.
    public func fetch(_ version: LibraryVersion) async throws -> Release {
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
        } catch let error as GitFailure {
            let isMissing = error.text.contains("couldn't find remote ref")
            throw LibrarySourceError(
                isMissing ? .noVersion : .unreachable,
                isMissing ? "\(url) has no tag \(tag)" : "\(url) cannot be fetched: \(error.lastLine)",
                hint: isMissing
                    ? "name a version that was released" : "try it by hand: git ls-remote --tags \(url)")
        }
        let commit = try await text(["-C", mirror, "rev-parse", "--verify", "--quiet", "\(reference)^{commit}"])
        return Release(tag: tag, commit: commit, tree: try await tree(of: commit))
    }

    private func tree(of commit: String) async throws -> LibraryTree {
        let listing = try await git(["-C", mirror, "ls-tree", "-r", "-z", "--full-tree", commit])
        var blobs: [(path: String, hash: String)] = []
        for line in listing.split(separator: 0) {
            let text = String(decoding: line, as: UTF8.self)
            let halves = text.split(separator: "\t", maxSplits: 1).map(String.init)
            let facts = halves[0].split(separator: " ").map(String.init)
            guard halves.count == 2, facts.count == 3 else { throw damaged("its tree cannot be read") }
            // As in a folder: what is hidden does not belong to the library.
            if halves[1].split(separator: "/").contains(where: { $0.hasPrefix(".") && $0 != "." && $0 != ".." }) {
                continue
            }
            guard facts[1] == "blob", facts[0] == "100644" || facts[0] == "100755" else {
                throw LibrarySourceError(
                    .refused, "\(url): \(HiddenCharacters.shown(halves[1])) is no file",
                    hint: "a library has no links and no submodules")
            }
            blobs.append((halves[1], facts[2]))
        }
        guard blobs.count <= LibraryTree.mostFiles else {
            throw LibrarySourceError(
                .refused, "\(url) has \(blobs.count) files; a library may have \(LibraryTree.mostFiles)")
        }
        let contents = try await contents(of: blobs.map(\.hash))
        do throws(LibraryTreeError) {
            return try LibraryTree(
                files: Dictionary(zip(blobs.map(\.path), contents)) { first, _ in first })
        } catch {
            throw LibrarySourceError(.refused, "\(url): \(error)")
        }
    }

    private func contents(of hashes: [String]) async throws -> [[UInt8]] {
        let answer = try await git(
            ["-C", mirror, "cat-file", "--batch"], input: Array(hashes.map { $0 + "\n" }.joined().utf8))
        var rest = answer[...]
        var contents: [[UInt8]] = []
        for _ in hashes {
            guard let end = rest.firstIndex(of: 10) else { throw damaged("a file is missing") }
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard head.count == 3, let size = Int(head[2]), rest.count > end - rest.startIndex + size else {
                throw damaged("a file is missing")
            }
            contents.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest[(end + 1 + size)...].dropFirst()
        }
        return contents
    }

    private func damaged(_ reason: String) -> LibrarySourceError {
        LibrarySourceError(.unreachable, "\(url): \(reason)", hint: "remove \(mirror) and fetch again")
    }

    private func text(_ arguments: [String]) async throws -> String {
        String(decoding: try await git(arguments), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func git(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        let settings = [
            "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "fetch.fsckObjects=true",
        ]
        let environment: [Environment.Key: String?] = [
            "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false", "LC_ALL": "C",
            "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
        ]
        do {
            let result = try await run(
                .name("git"), arguments: Arguments(settings + arguments), environment: .inherit.updating(environment),
                input: .array(input), output: .bytes(limit: 64 << 20), error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else { throw GitFailure(text: result.standardError) }
            return result.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw LibrarySourceError(.unreachable, "git is not installed", hint: "sudo apt-get install git")
        }
    }
}

private struct GitFailure: Error {
    let text: String

    var lastLine: String {
        text.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) } ?? "git failed without a word"
    }
}
