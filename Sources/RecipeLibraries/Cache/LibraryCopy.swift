public import Foundation

/// The files of a library in a folder of their own, and beside them a list of what they should be.
public struct LibraryCopy: Sendable {
    /// The folder.
    public let folder: URL

    /// Names a folder.
    public init(folder: URL) { self.folder = folder }

    private var listing: URL { folder.appendingPathExtension("files") }

    /// Whether there is such a folder.
    public var exists: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// What is wrong with the files: which are changed, missing, or do not belong there.
    /// - Parameter tree: the hash they should have.
    public func faults(against tree: TreeHash) -> [String] {
        let files: [String: [UInt8]]
        do {
            files = try LibraryFolder.files(in: folder)
        } catch {
            return ["\(error)"]
        }
        if TreeHash(of: files) == tree { return [] }
        guard let listing = try? Array(Data(contentsOf: listing)), TreeHash(ofListing: listing) == tree else {
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

    /// Writes files, whole or not at all: they are written beside their place and then moved there.
    public func write(_ tree: LibraryTree) throws {
        let parent = folder.deletingLastPathComponent()
        let draft = parent.appendingPathComponent(".draft-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
            for (path, bytes) in tree.files {
                let file = draft.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file.path)
            }
            try Data(TreeHash.listing(of: tree.files)).write(to: listing, options: .atomic)
            try FileManager.default.moveItem(at: draft, to: folder)
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw error
        }
    }

    /// Removes the files and their list.
    public func remove() throws {
        for place in [folder, listing] where FileManager.default.fileExists(atPath: place.path) {
            try FileManager.default.removeItem(at: place)
        }
    }
}
