import Foundation

/// `moondock.lock`: which files each library of a project has. Written by Moondock, one fact a line, so that a change shows
/// in review and branches seldom conflict.
public struct Lockfile: Hashable, Sendable {
    /// The file's name.
    public static let name = "moondock.lock"

    /// What is known of one library.
    public struct Entry: Hashable, Sendable, Codable {
        /// Where it comes from, as `LibrarySource` writes it.
        public let source: String
        /// The version.
        public let version: String
        /// The tag that names the version.
        public let tag: String
        /// The commit the tag stood for; `nil` for a library from a registry.
        public let commit: String?
        /// The digest of its manifest in a registry; `nil` for a library from git.
        public let digest: String?
        /// The hash of its files.
        public let tree: String
        /// What it asks for.
        public let needs: [String]
        /// The day on which it was first seen.
        public let firstSeen: String
        /// Who signed it, by the key's fingerprint; `nil` where nobody did.
        public let signer: String?
        /// Why its author took it back; `nil` where nothing is known of that.
        public var retracted: String?

        private enum CodingKeys: String, CodingKey {
            case source, version, tag, commit, digest, tree, needs, signer, retracted
            case firstSeen = "first_seen"
        }

        /// Makes an entry.
        public init(
            source: LibrarySource, version: LibraryVersion, tag: String, commit: String? = nil, digest: String? = nil,
            tree: TreeHash, needs: [Grant], firstSeen: String, signer: String? = nil, retracted: String? = nil
        ) {
            self.digest = digest
            self.signer = signer
            self.retracted = retracted
            self.source = source.description
            self.version = version.description
            self.tag = tag
            self.commit = commit
            self.tree = tree.description
            self.needs = needs.map(\.description).sorted()
            self.firstSeen = firstSeen
        }
    }

    private struct File: Codable {
        let lock: Int
        let libraries: [String: Entry]
    }

    /// The libraries by their ids.
    public var libraries: [String: Entry]

    /// Makes a lock.
    public init(libraries: [String: Entry] = [:]) { self.libraries = libraries }

    /// Reads a lock.
    /// - Throws: `LockfileError` that says what is wrong with it.
    public init(_ bytes: [UInt8]) throws(LockfileError) {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: Data(bytes))
        } catch {
            throw LockfileError(
                reason: "it cannot be read; it may be in the middle of a merge (\(error.localizedDescription))")
        }
        guard file.lock == 1 else {
            throw LockfileError(reason: "it is of version \(file.lock), and this Moondock reads 1")
        }
        for (id, entry) in file.libraries.sorted(by: { $0.key < $1.key }) {
            let isRead = LibrarySource(entry.source) != nil && TreeHash(entry.tree) != nil
            guard isRead, (try? LibraryVersion(entry.version)) != nil else {
                throw LockfileError(reason: "the entry of \(id) is damaged")
            }
        }
        libraries = file.libraries
    }

    /// The lock as it is written: the same libraries give the same bytes.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(File(lock: 1, libraries: libraries))) + [10]
    }

    /// The entry that serves a wish: of the same source and first number, and not lower.
    public func entry(of source: LibrarySource, atLeast version: LibraryVersion) -> (id: String, entry: Entry)? {
        for (id, entry) in libraries.sorted(by: { $0.key < $1.key }) where entry.source == source.description {
            guard let locked = try? LibraryVersion(entry.version) else { continue }
            if locked.major == version.major, locked >= version { return (id, entry) }
        }
        return nil
    }
}

/// Why a file is no lock.
public struct LockfileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let reason: String

    /// The reason with what to do.
    public var description: String { "\(Lockfile.name): \(reason)" }
}
