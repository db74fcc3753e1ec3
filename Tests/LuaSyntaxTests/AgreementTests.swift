import Foundation
import LuaSyntax
import RandomTestSupport
import Testing

@Suite("Agreement with luac5.4")
struct AgreementTests {
    @Test(arguments: [(1, 0), (2, 0), (3, 60), (4, 200)])
    func `random programs are accepted and rejected alike`(seed: Int, mistakeRate: Int) throws {
        var generator = ProgramGenerator(seed: UInt64(seed), mistakeRate: mistakeRate)
        let programs = (0..<200).map { _ in generator.program() }
        let verdicts = try ReferenceLua.verdicts(on: programs)
        for (program, verdict) in zip(programs, verdicts) {
            #expect(parse(program).isValid == (verdict == nil), "\(verdict ?? "accepted"):\n\(program)")
        }
        #expect(verdicts.contains(nil))
        #expect(verdicts.contains { $0 != nil })
    }

    @Test(arguments: [5, 6])
    func `files cut and mixed byte by byte are accepted and rejected alike`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let samples = SampleFiles.all.map { Array($0.utf8) }
        let programs = (0..<150).map { _ in mutate(samples[Int(random.next() % UInt64(samples.count))], &random) }
        for (program, verdict) in zip(programs, try ReferenceLua.verdicts(onBytes: programs)) {
            let chunk = Parser.parse(LuaSource(name: "test.lua", bytes: program))
            let text = String(decoding: program, as: UTF8.self)
            #expect(chunk.isValid == (verdict == nil), "\(verdict ?? "accepted"):\n\(text)")
        }
    }

    @Test func `the sample files are accepted`() throws {
        for (sample, verdict) in zip(SampleFiles.all, try ReferenceLua.verdicts(on: SampleFiles.all)) {
            #expect(verdict == nil)
            #expect(messages(sample).isEmpty)
        }
    }

    private static let folder = ProcessInfo.processInfo.environment["MOONDOCK_TEST_LUA_FOLDER"]

    /// Over files that people wrote; `make corpus` gets some thousands of them.
    @Test(.enabled(if: folder != nil, "make corpus names the folder"))
    func `files that people wrote are accepted and rejected alike`() throws {
        let folder = try #require(Self.folder)
        let walk = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        let paths = walk.filter { $0.hasSuffix(".lua") || $0.hasSuffix(".nse") }.map { folder + "/" + $0 }
            // Links would count files twice.
            .filter { path in
                let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
                return kind == .typeRegular
            }
        #expect(paths.count >= 5_000, "there are only \(paths.count) files")
        var refused = 0
        for start in stride(from: 0, to: paths.count, by: 250) {
            let batch = paths[start..<min(start + 250, paths.count)]
            let programs = try batch.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
            for ((path, bytes), verdict) in zip(zip(batch, programs), try ReferenceLua.verdicts(onBytes: programs)) {
                let chunk = Parser.parse(LuaSource(name: path, bytes: bytes))
                #expect(chunk.isValid == (verdict == nil), "\(path): \(verdict ?? "accepted")")
                refused += verdict == nil ? 0 : 1
            }
        }
        print("\(paths.count) files, of which both reject \(refused)")
    }

    private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !result.isEmpty {
            let place = Int.random(in: 0..<result.count, using: &random)
            switch random.next() % 4 {
            case 0: result.remove(at: place)
            case 1: result[place] = UInt8.random(in: 1...255, using: &random)
            case 2: result.insert(result[result.count - 1 - place], at: place)
            default: result.removeSubrange(place..<min(result.count, place + Int.random(in: 1...30, using: &random)))
            }
        }
        return result
    }
}
