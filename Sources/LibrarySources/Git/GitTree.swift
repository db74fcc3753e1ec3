import Foundation
import RecipeLibraries
import TextSafety

/// The files of a commit, read as blobs, never from a checkout, so that no filter and no line ending changes them.
struct GitTree {
    /// The repository's folder.
    let folder: String
    /// What errors call it.
    let name: String
    /// What to do where it is damaged.
    var hint: String?

    /// The files, without those that are hidden: as in a folder, they do not belong to the library.
    /// - Throws: `LibrarySourceError` where there is something that has no place in a library.
    func files(of commit: String) async throws -> LibraryTree {
        let listing = try await Git.run(["-C", folder, "ls-tree", "-r", "-z", "--full-tree", commit])
        var blobs: [(path: String, hash: String)] = []
        for line in listing.split(separator: 0) {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw LibrarySourceError(
                    .rejected,
                    "\(name): the name \(String(decoding: line.split(separator: 9).last ?? [], as: UTF8.self)) is no UTF-8",
                    hint: "rename the file")
            }
            let halves = text.split(separator: "\t", maxSplits: 1).map(String.init)
            let facts = halves[0].split(separator: " ").map(String.init)
            guard halves.count == 2, facts.count == 3 else { throw damaged("its tree cannot be read") }
            // As in a folder: what is hidden does not belong to the library.
            if halves[1].split(separator: "/").contains(where: { $0.hasPrefix(".") && $0 != "." && $0 != ".." }) {
                continue
            }
            guard facts[1] == "blob", facts[0] == "100644" || facts[0] == "100755" else {
                throw LibrarySourceError(
                    .rejected, "\(name): \(HiddenCharacters.shown(halves[1])) is no file",
                    hint: "a library has no links and no submodules")
            }
            blobs.append((halves[1], facts[2]))
        }
        guard blobs.count <= LibraryTree.maximumFileCount else {
            throw LibrarySourceError(
                .rejected, "\(name) has \(blobs.count) files; a library may have \(LibraryTree.maximumFileCount)")
        }
        let contents = try await contents(of: blobs.map(\.hash))
        do throws(LibraryTreeError) {
            return try LibraryTree(
                files: Dictionary(zip(blobs.map(\.path), contents)) { first, _ in first })
        } catch {
            throw LibrarySourceError(.rejected, "\(name): \(error)")
        }
    }

    private func contents(of hashes: [String]) async throws -> [[UInt8]] {
        let answer = try await Git.run(
            ["-C", folder, "cat-file", "--batch"], input: Array(hashes.map { $0 + "\n" }.joined().utf8))
        var rest = answer[...]
        var contents: [[UInt8]] = []
        for _ in hashes {
            guard let end = rest.firstIndex(of: 10) else { throw damaged("a file is missing") }
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard head.count == 3, let size = Int(head[2]), size >= 0, size < rest.endIndex - end else {
                throw damaged("a file is missing")
            }
            contents.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest[(end + 1 + size)...].dropFirst()
        }
        return contents
    }

    private func damaged(_ reason: String) -> LibrarySourceError {
        LibrarySourceError(.unreachable, "\(name): \(reason)", hint: hint)
    }
}
