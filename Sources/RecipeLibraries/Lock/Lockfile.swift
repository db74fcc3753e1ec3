import Foundation

/// `moondock.lock`: which files each library of a project has. Written by Moondock, one fact a line, so that a change
/// shows in review and branches seldom conflict.
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
        /// What it requests.
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
            throw LockfileError(Self.fault(in: String(decoding: bytes, as: UTF8.self)))
        }
        guard file.lock == 1 else {
            throw LockfileError("it is of version \(file.lock), and this Moondock reads 1")
        }
        for (id, entry) in file.libraries.sorted(by: { $0.key < $1.key }) {
            let isRead = LibrarySource(entry.source) != nil && TreeHash(entry.tree) != nil
            // The id names folders in vendor/.
            let name = String(id.prefix { $0 != "@" })
            let isNamed = LibraryName.fault(in: name) == nil && id == "\(name)@\(entry.version)"
            guard isRead, isNamed, (try? LibraryVersion(entry.version)) != nil else {
                throw LockfileError(
                    "the entry of \(id) is damaged",
                    line: Self.line(of: "\"\(id)\"", in: String(decoding: bytes, as: UTF8.self)))
            }
        }
        libraries = file.libraries
    }

    private static func fault(in text: String) -> (String, line: Int?) {
        if let line = line(of: "<<<<<<<", in: text) { return ("it is in the middle of a merge", line) }
        do {
            _ = try JSONDecoder().decode(File.self, from: Data(text.utf8))
        } catch DecodingError.keyNotFound(let key, let context) {
            let id = context.codingPath.last?.stringValue ?? ""
            return ("'\(key.stringValue)' is missing in \(id.isEmpty ? "it" : id)", line(of: "\"\(id)\"", in: text))
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let key = context.codingPath.last?.stringValue ?? ""
            if key.isEmpty { return ("it is no lock", nil) }
            return ("'\(key)' is not what it should be", line(of: "\"\(key)\"", in: text))
        } catch DecodingError.dataCorrupted(let context) {
            let words =
                context.underlyingError.map { "\(($0 as NSError).userInfo[NSDebugDescriptionErrorKey] ?? $0)" } ?? ""
            let line = words.firstMatch(of: /line ([0-9]+)/).flatMap { Int($0.1) }
            return ("it is no JSON", line)
        } catch {}
        return ("it cannot be read", nil)
    }

    private static func line(of text: String, in whole: String) -> Int? {
        whole.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(text) }.map { $0 + 1 }
    }

    /// The lock as it is written: the same libraries give the same bytes.
    public func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(File(lock: 1, libraries: libraries))) + [10]
    }

    /// The entry of a source in one version, whatever it calls itself.
    public func entry(of source: LibrarySource, _ version: LibraryVersion) -> Entry? {
        libraries.values.first { $0.source == source.description && $0.version == version.description }
    }

    /// The entry that meets a requirement: of the same source and major version, and not lower.
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

    /// The line, from 1; `nil` where it is unknown.
    public let line: Int?

    init(_ reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    init(_ fault: (String, line: Int?)) { self.init(fault.0, line: fault.line) }

    /// The file, the line and the reason.
    public var description: String { "\(Lockfile.name)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
