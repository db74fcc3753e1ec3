import Testing

@testable import RecipeLibraries

@Suite struct TreeTests {
    /// `sha256sum` of both files as sorted lines, and that hashed again, worked out with hashlib of Python.
    @Test func theHashIsThatOfGosDirhash() throws {
        let hash = TreeHash(of: ["b.txt": Array("two\n".utf8), "a.txt": Array("one\n".utf8)])
        #expect(hash.description == "h1:DbWjT9wc0PpMxpMhB9wMbFDvGfq8B27pfhLrqzI1wGM=")
        #expect(TreeHash(hash.description) == hash)
        #expect(TreeHash("h1:short") == nil)
    }

    @Test func everyByteCounts() {
        let files = ["lib/init.lua": Array("return {}".utf8), "moondock.lua": Array("return {}".utf8)]
        let hash = TreeHash(of: files)
        for path in files.keys {
            for index in files[path, default: []].indices {
                var changed = files
                changed[path]?[index] ^= 1
                #expect(TreeHash(of: changed) != hash)
            }
        }
        #expect(
            TreeHash(of: ["lib/init.lua2": files["lib/init.lua"] ?? [], "moondock.lua": files["moondock.lua"] ?? []])
                != hash)
    }

    @Test(
        arguments: [
            ("", "empty"), ("/etc/passwd", "absolute"), ("../x", "'..'"), ("a/../b", "'..'"), ("a/./b", "'.'"),
            ("a//b", "'//'"),
            ("a/", "end with '/'"), ("a\\b", "'\\'"), ("a\u{0}b", "control"), ("a\u{202E}b", "direction"),
            ("a\u{200B}b", "not seen"), (".git/config", ".git"), ("e\u{301}", "normal form C"),
        ])
    func pathsMeanTheSameEverywhere(_ path: String, _ reason: String) throws {
        let error = try #require(throws: LibraryTreeError.self) { try LibraryTree(files: [path: []]) }
        #expect(error.reason.contains(reason), "\(error)")
    }

    @Test func filesHaveBounds() throws {
        let large = [UInt8](repeating: 0, count: LibraryTree.largestFile + 1)
        #expect(throws: LibraryTreeError.self) { try LibraryTree(files: ["a": large]) }
        let many = Dictionary(uniqueKeysWithValues: (0...LibraryTree.maximumFileCount).map { ("f\($0)", [UInt8]()) })
        #expect(throws: LibraryTreeError.self) { try LibraryTree(files: many) }
        let clash = try #require(throws: LibraryTreeError.self) { try LibraryTree(files: ["A.lua": [], "a.lua": []]) }
        #expect(clash.description == "the file a.lua cannot be used: it is the same as A.lua where case does not count")
        #expect(try LibraryTree(files: ["lib/init.lua": [1]]).files.count == 1)
    }

    /// For Swift, a slash and a mark that joins it are one character; for the system they are not.
    @Test(arguments: ["../\u{301}x", "a/../\u{301}x", "\u{301}x", "a/\u{903}x", "a/\u{1F3FB}", "\u{600}/x"])
    func marksDoNotHideASlash(_ path: String) {
        #expect(LibraryTree.fault(in: path) != nil)
    }
}
