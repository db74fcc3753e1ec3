public import Foundation
import TextFormats

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
            ?? HomeFolder.url.appendingPathComponent(".cache")
        self.folder = folder ?? base.appendingPathComponent("moondock")
    }

    /// Where the files with a hash are.
    public func folder(of tree: TreeHash) -> URL {
        let bytes = Data(base64Encoded: String(tree.description.dropFirst(3))) ?? Data()
        return folder.appendingPathComponent("tree/\(bytes.hexadecimal)")
    }

    /// The files with a hash.
    public func copy(of tree: TreeHash) -> LibraryCopy { LibraryCopy(folder: folder(of: tree)) }

    /// Whether the files with a hash are here.
    public func holds(_ tree: TreeHash) -> Bool { FileManager.default.fileExists(atPath: folder(of: tree).path) }

    /// Keeps the files of a library, whole or not at all. A copy that is damaged is replaced.
    public func keep(_ tree: LibraryTree) throws {
        let copy = copy(of: tree.hash)
        if copy.exists {
            if copy.faults(against: tree.hash).isEmpty { return }
            try copy.remove()
        }
        do {
            try copy.write(tree)
        } catch {
            // Another process may have been faster.
            if !copy.exists { throw error }
        }
    }
}
