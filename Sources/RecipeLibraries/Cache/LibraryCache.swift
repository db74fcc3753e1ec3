public import Foundation

/// The libraries on this machine, under the hashes of their files: shared by all projects, and never changed.
public struct LibraryCache: Sendable {
    /// The folder.
    public let folder: URL

    /// Uses a folder.
    /// - Parameter folder: the cache; `$XDG_CACHE_HOME/moondock` or `~/.cache/moondock` where left out.
    public init(folder: URL? = nil) {
        let environment = ProcessInfo.processInfo.environment
        let base =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
        self.folder = folder ?? base.appendingPathComponent("moondock")
    }

    /// Where the files with a hash are.
    public func folder(of tree: TreeHash) -> URL {
        let bytes = Data(base64Encoded: String(tree.description.dropFirst(3))) ?? Data()
        let name = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return folder.appendingPathComponent("tree/\(name)")
    }

    /// What is wrong with the files that are kept under a hash: which are changed, missing, or do not belong there.
    public func faults(of tree: TreeHash) -> [String] {
        let files: [String: [UInt8]]
        do {
            files = try LibraryFolder.files(in: folder(of: tree))
        } catch {
            return ["\(error)"]
        }
        if TreeHash(of: files) == tree { return [] }
        guard let listing = try? Array(Data(contentsOf: listing(of: tree))), TreeHash(ofListing: listing) == tree else {
            return ["its files are not those that were fetched"]
        }
        func lines(_ bytes: [UInt8]) -> Set<Substring> {
            Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n"))
        }
        let (kept, found) = (lines(listing), lines(TreeHash.listing(of: files)))
        func paths(_ lines: Set<Substring>) -> Set<String> { Set(lines.map { String($0.dropFirst(66)) }) }
        let (gone, strange) = (paths(kept.subtracting(found)), paths(found.subtracting(kept)))
        return gone.intersection(strange).sorted().map { "\($0) was changed" }
            + gone.subtracting(strange).sorted().map { "\($0) is missing" }
            + strange.subtracting(gone).sorted().map { "\($0) does not belong there" }
    }

    private func listing(of tree: TreeHash) -> URL { folder(of: tree).appendingPathExtension("files") }

    /// Whether the files with a hash are here.
    public func holds(_ tree: TreeHash) -> Bool { FileManager.default.fileExists(atPath: folder(of: tree).path) }

    /// Keeps the files of a library, whole or not at all: they are written beside their place and then moved there.
    public func keep(_ tree: LibraryTree) throws {
        let place = folder(of: tree.hash)
        if FileManager.default.fileExists(atPath: place.path) { return }
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        let draft = place.deletingLastPathComponent().appendingPathComponent(".draft-\(UUID().uuidString)")
        do {
            for (path, bytes) in tree.files {
                let file = draft.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
            }
            try Data(TreeHash.listing(of: tree.files)).write(to: listing(of: tree.hash), options: .atomic)
            try FileManager.default.moveItem(at: draft, to: place)
        } catch {
            try? FileManager.default.removeItem(at: draft)
            // Another process may have been faster.
            if !FileManager.default.fileExists(atPath: place.path) { throw error }
        }
    }
}
