import RandomTestSupport
import RecipeLibraries
import Testing

@testable import LibrarySources

/// Archives of libraries, as anybody's registry hands them out.
@Suite struct ArchiveFuzzTests {
    private static func seeds() throws -> [[UInt8]] {
        let deep = String(repeating: "folder/", count: 20) + "file.lua"
        return try [
            ["moondock.lua": Array("return {}\n".utf8), "lib/init.lua": Array("return {}\n".utf8), "empty": []],
            ["lib/größe.lua": Array("return 1\n".utf8), deep: [UInt8](repeating: 7, count: 1_000)], [:],
        ].map { try TarArchive.pack(try LibraryTree(files: $0)) }
    }

    /// Writes a header's sum anew, so that what is changed in it is looked at.
    private static func mended(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var place = 0
        while place + 512 <= bytes.count {
            let head = bytes[place..<(place + 512)]
            if head.contains(where: { $0 != 0 }), bytes[place + 257..<place + 262].elementsEqual("ustar".utf8) {
                let sum = head.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
                let digits = String(sum, radix: 8)
                let field = Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8) + [0, 32]
                bytes.replaceSubrange(place + 148..<place + 156, with: field)
            }
            place += 512
        }
        return bytes
    }

    @Test func archivesHoldWhatALibraryMayHoldOrNothing() throws {
        try Fuzzing.run(
            "tar archives", rounds: 4_000, seeds: try Self.seeds(),
            words: ["ustar\u{0}00", "../", "77777777777\0", "5"]
        ) {
            input, mutation in
            let bytes = mutation.below(4) > 0 ? Self.mended(input) : input
            guard let tree = try? TarArchive.unpack(bytes) else { return false }
            for path in tree.files.keys {
                #expect(LibraryTree.fault(in: path) == nil, "\(path.debugDescription)")
                #expect(
                    !path.utf8.split(separator: 0x2F).contains { $0.elementsEqual("..".utf8) } && !path.hasPrefix("/"))
            }
            let again = try TarArchive.unpack(try TarArchive.pack(tree))
            #expect(again == tree)
            return true
        }
    }

    @Test func packedBytesComeBackOrAreRejected() throws {
        let seeds = try Self.seeds()
        try Fuzzing.run("gzip", rounds: 4_000, seeds: seeds.map { Gzip.compress($0) }) { input, mutation in
            let plain = mutation.next(of: seeds)
            let back = try Gzip.decompress(Gzip.compress(plain), limit: plain.count)
            #expect(back == plain)
            guard let bytes = try? Gzip.decompress(input, limit: 1 << 16) else { return false }
            #expect(bytes.count <= 1 << 16)
            return true
        }
    }
}
