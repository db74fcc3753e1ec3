public import Foundation
import LuaSyntax
public import RecipeLibraries

/// Releases a library: looks first at all that must be so, then signs, tags and pushes. No version is ever overwritten.
public struct LibraryPublisher: Sendable {
    /// Something that was looked at.
    public struct CheckResult: Hashable, Sendable {
        /// Whether it is as it must be.
        public let isFine: Bool
        /// What was found.
        public let text: String

        /// Makes a result.
        public init(_ isFine: Bool, _ text: String) {
            self.isFine = isFine
            self.text = text
        }
    }

    /// What is to be released.
    public struct Candidate: Sendable {
        /// Its manifest.
        public let manifest: LibraryManifest
        /// Its files, as they are committed.
        public let tree: LibraryTree
        /// The commit.
        public let commit: String
    }

    /// Where releases go.
    public struct Targets: Sendable {
        /// The git remote: a name such as `origin`, or a URL; `nil` for none, where only a registry gets the release.
        public var remote: String?
        /// The repository in a registry; `nil` for none.
        public var repository: String?
        /// The private key by which `cosign` signs what goes into the registry; `nil` for none.
        public var cosignKey: String?

        /// Names targets.
        public init(remote: String?, repository: String?, cosignKey: String? = nil) {
            self.cosignKey = cosignKey
            self.remote = remote
            self.repository = repository
        }
    }

    private let repository: AuthorRepository
    private let targets: Targets

    /// Makes a publisher.
    /// - Parameters:
    ///   - folder: the library's folder.
    ///   - targets: where releases go.
    public init(_ folder: URL, to targets: Targets) {
        repository = AuthorRepository(folder)
        self.targets = targets
    }

    /// What is committed, and whether it may be released as it is.
    /// - Parameter check: finds what is wrong with the code of some files.
    /// - Throws: `LibrarySourceError`, `ManifestError`; `nil` the candidate where nothing can be said of it.
    public func examine(
        _ check: (LibraryManifest, LibraryTree) async throws -> [String]
    ) async throws -> (results: [CheckResult], candidate: Candidate?) {
        if let fault = try await repository.fault() {
            return ([CheckResult(false, "\(fault.reason); \(fault.hint)")], nil)
        }
        var results = [CheckResult(true, "the work tree is clean")]
        let tree = try await repository.files()
        guard let bytes = tree.files["moondock.lua"] else {
            return (results + [CheckResult(false, "no moondock.lua is committed")], nil)
        }
        let manifest = try LibraryManifest(LuaSource(name: "moondock.lua", bytes: bytes))
        for dependency in manifest.libraries {
            if case .path(let path) = dependency.source {
                results.append(
                    CheckResult(
                        false,
                        "it uses the folder \(path), which nobody else has: name \(dependency.alias) by git or oci"))
            }
        }
        let problems = try await check(manifest, tree)
        results +=
            problems.isEmpty ? [CheckResult(true, "its code has no problems")] : problems.map { CheckResult(false, $0) }
        results += Self.documentation(of: LibraryInterface(manifest, tree.files))
        results += try await versions(manifest, tree)
        return (results, Candidate(manifest: manifest, tree: tree, commit: try await repository.commit()))
    }

    private static func documentation(of interface: LibraryInterface) -> [CheckResult] {
        var silent: [String] = []
        var count = 0
        for module in interface.modules {
            count += module.functions.count
            silent += module.functions.filter { $0.summary == nil }.map { LibraryInterface.name(of: $0, in: module) }
        }
        if count == 0, interface.recipes.isEmpty {
            return [
                CheckResult(false, "it exports no function and ships no recipe; a module returns a table of functions")
            ]
        }
        return silent.isEmpty
            ? [CheckResult(true, "all \(count) exported functions say what they do")]
            : silent.map {
                CheckResult(false, "\($0) does not say what it does; write a comment with three dashes above it")
            }
    }

    private func versions(_ manifest: LibraryManifest, _ tree: LibraryTree) async throws -> [CheckResult] {
        let version = manifest.version
        guard version > LibraryVersion(0, 0, 0) else {
            return [CheckResult(false, "its manifest has no version; the first may be 1.0.0")]
        }
        let released = try await repository.versions(at: targets.remote)
        let tagged = released.contains(version) ? try await repository.release(of: version, at: targets.remote) : nil
        if let tagged, try await tagged.commit != repository.commit() || targets.repository == nil {
            return [CheckResult(false, "\(version) is released already, and no version is ever overwritten")]
        }
        if let name = targets.repository, try await RegistryRepository(name).versions().contains(version) {
            return [CheckResult(false, "\(name) has a version \(version) already, and no version is ever overwritten")]
        }
        if tagged != nil {
            return [CheckResult(true, "v\(version) is this very commit, and is not in the registry yet")]
        }
        var results = [CheckResult(true, "version \(version) is not released yet")]
        // The newest release that this one follows: a fix to an old line is compared with that line.
        guard let before = released.first(where: { $0 < version && $0.prerelease.isEmpty }) else { return results }
        let old = try await repository.files(of: before, at: targets.remote)
        guard let bytes = old.files["moondock.lua"],
            let previous = try? LibraryManifest(LuaSource(name: "v\(before): moondock.lua", bytes: bytes))
        else { return results }
        if old.hash == tree.hash { results.append(CheckResult(false, "nothing has changed since \(before)")) }
        let changes = LibraryInterface(manifest, tree.files).changes(since: LibraryInterface(previous, old.files))
        let least = before.next(for: changes.first?.weight ?? .patch)
        let isHighEnough = version >= least || (!version.prerelease.isEmpty && version.release >= least)
        results += changes.map {
            CheckResult(isHighEnough || $0.weight < (changes.first?.weight ?? .patch), "since \(before): \($0)")
        }
        results.append(
            isHighEnough
                ? CheckResult(true, "\(version) follows \(before)")
                : CheckResult(false, "after \(before), these changes make it at least \(least), not \(version)"))
        return results
    }

    /// Releases a candidate.
    /// - Parameters:
    ///   - candidate: what was checked.
    ///   - key: the key to sign with; `nil` to release it unsigned.
    /// - Returns: where it is now, a line each.
    /// - Throws: `LibrarySourceError`.
    public func release(_ candidate: Candidate, key: String?) async throws -> [String] {
        let (manifest, tree) = (candidate.manifest, candidate.tree)
        var signature: LibrarySignature?
        var places: [String] = []
        if let tagged = try await repository.release(of: manifest.version, at: nil) {
            signature = tagged.signature
        } else {
            if let key { signature = try await .sign(manifest.name, manifest.version, tree.hash, key: key) }
            try await repository.release(manifest, signature: signature, to: targets.remote)
        }
        if let remote = targets.remote {
            places.append("tag v\(manifest.version) at \(try await repository.url(of: remote) ?? remote)")
        } else {
            places.append("tag v\(manifest.version), here only")
        }
        if let name = targets.repository {
            let digest = try await RegistryRepository(name).publish(
                tree, manifest, signature: signature, revision: candidate.commit)
            places.append("\(name):\(manifest.version)@\(digest)")
            if let key = targets.cosignKey { try await Cosign.sign("\(name)@\(digest)", key: key) }
        }
        return places
    }

    /// The address of the git remote; `nil` for none.
    public func url() async -> String? {
        guard let remote = targets.remote else { return nil }
        return (try? await repository.url(of: remote)) ?? remote
    }

    /// The key that git signs with, where it is one of SSH.
    public func signingKey() async -> String? { await repository.signingKey() }
}

extension LibraryVersion {
    /// The release that a version comes before.
    fileprivate var release: LibraryVersion { LibraryVersion(major, minor, patch) }
}
