import Foundation
import RecipeLibraries
import Subprocess
import Testing

@testable import LibrarySources

@Suite struct ArchiveTests {
    private func sample() throws -> LibraryTree {
        let deep = String(repeating: "folder/", count: 20) + "file.lua"
        return try LibraryTree(files: [
            "moondock.lua": Array("return {}\n".utf8), "lib/init.lua": Array("return {}\n".utf8), "empty": [],
            "lib/größe.lua": Array("return 1\n".utf8), deep: [UInt8](repeating: 7, count: 1_000),
        ])
    }

    @Test func whatIsPackedIsUnpackedAndHasTheSameHash() throws {
        let tree = try sample()
        let archive = Gzip.compress(try TarArchive.pack(tree))
        #expect(archive == Gzip.compress(try TarArchive.pack(tree)))
        let back = try TarArchive.unpack(try Gzip.decompress(archive, limit: 1 << 20))
        #expect(back == tree)
        #expect(back.hash == tree.hash)
    }

    @Test func tarReadsWhatIsPacked() async throws {
        let archive = Gzip.compress(try TarArchive.pack(try sample()))
        let listing = try await run(
            .name("tar"), arguments: ["-tvzf", "-", "--utc"], input: .array(archive),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        #expect(listing.terminationStatus.isSuccess, "\(listing.standardError)")
        #expect(listing.standardError.isEmpty)
        let lines = listing.standardOutput.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines.allSatisfy { $0.hasPrefix("-rw-r--r-- 0/0") && $0.contains("1970-01-01") }, "\(lines)")
    }

    /// Archives that GNU tar makes of what has no place in a library.
    @Test(arguments: [
        ("ln -s /etc/passwd lib/link", "lib/link cannot be used: a library has no links"),
        ("echo x >lib/a; ln lib/a lib/hard", "cannot be used: a library has no links"),
        ("mkfifo lib/pipe", "lib/pipe cannot be used: a library has nothing but files"),
        ("head -c 300000 /dev/zero >lib/huge", "lib/huge cannot be used: it has 300000 bytes"),
        ("echo x >\"lib/$(printf '\\342\\200\\256')a.lua\"", "a mark that turns the direction of reading"),
        ("echo x >\"lib/$(printf '\\377')a.lua\"", "a name in its archive is no UTF-8"),
        ("echo x >lib/A.lua; echo y >lib/a.lua", "where case does not count"),
        ("echo x >'lib/a\\b.lua'", "a path must not hold"),
    ])
    func whatHasNoPlaceInALibraryIsRejected(_ script: String, _ message: String) async throws {
        let bytes = try await archive(script, "tar -cf - --format=ustar lib")
        let error = #expect(throws: LibraryTreeError.self) { try TarArchive.unpack(bytes) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("tar -cPf - --format=ustar --transform 's,^lib,../../lib,' lib/a.lua", "must not hold '..'"),
        ("tar -cPf - --format=ustar --transform 's,^lib,/etc,' lib/a.lua", "must not be absolute"),
        ("tar -cf - --format=ustar lib/a.lua lib/a.lua", "a library has no links"),
        ("tar -cf - --format=ustar --hard-dereference lib/a.lua lib/a.lua", "it is there twice"),
        ("tar -cf - --format=pax lib/a.lua", "a library has nothing but files"),
        ("tar -cf - --format=ustar lib/a.lua | head -c 700", "its archive is cut short"),
        ("tar -cf - --format=ustar lib/a.lua | sed 's/lib/LIB/'", "its archive is damaged"),
    ])
    func archivesMadeToDeceiveAreRejected(_ pack: String, _ message: String) async throws {
        let bytes = try await archive("echo x >lib/a.lua", pack)
        let error = #expect(throws: LibraryTreeError.self) { try TarArchive.unpack(bytes) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test func anArchiveThatGrowsTooMuchIsNotUnpacked() throws {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 32 << 20))
        #expect(bomb.count < 1 << 16)
        #expect(throws: Gzip.Failure.tooLarge) { try Gzip.decompress(bomb, limit: 1 << 20) }
        #expect(throws: Gzip.Failure.damaged) { try Gzip.decompress(Array(bomb.dropLast(9)), limit: 64 << 20) }
        #expect(throws: Gzip.Failure.damaged) { try Gzip.decompress(bomb + [1, 2, 3], limit: 64 << 20) }
        #expect(throws: Gzip.Failure.damaged) { try Gzip.decompress([], limit: 10) }
    }

    /// No archive, however it was changed, is taken for files that a library must not have.
    @Test func changedArchivesNeverCrash() throws {
        let bytes = try TarArchive.pack(try sample())
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random() { changed = Array(changed.prefix(Int.random(in: 0...changed.count, using: &random))) }
            guard let tree = try? TarArchive.unpack(changed) else { continue }
            #expect(tree.files.keys.allSatisfy { LibraryTree.fault(in: $0) == nil })
        }
    }

    private func archive(_ script: String, _ pack: String) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("lib"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let result = try await run(
            .name("bash"), arguments: ["-c", "cd '\(folder.path)'; \(script); \(pack)"], input: .none,
            output: .bytes(limit: 16 << 20), error: .discarded)
        return result.standardOutput
    }

    @Test(arguments: ["-1", "+1", "8", "9z", ""])
    func sizesAreOctalDigits(_ size: String) throws {
        var bytes = try TarArchive.pack(try LibraryTree(files: ["a": [1, 2, 3]]))
        let field = Array(size.utf8) + Array(repeating: UInt8(0), count: 12 - size.utf8.count)
        bytes.replaceSubrange(124..<136, with: field)
        let sum = (0..<512).reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(bytes[$1])) }
        let digits = String(sum, radix: 8)
        bytes.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - digits.count) + digits).utf8) + [0, 32])
        let error = #expect(throws: LibraryTreeError.self) { try TarArchive.unpack(bytes) }
        #expect(error?.reason == "its archive is damaged")
    }
}
