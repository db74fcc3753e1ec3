import NIOCore
import RandomTestSupport
import Testing

@testable import DockerEngine

@Suite struct JSONLineSplitterTests {
    @Test(arguments: 0..<50)
    func linesSurviveEveryCut(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let lines = (0..<20).map { number in "{\"n\":\(number),\"x\":\"\(String(repeating: "é", count: number * 3))\"}"
        }
        var bytes = Array(lines.joined(separator: ["\n", "\r\n", "\n\n"][seed % 3]).utf8)[...]
        var splitter = JSONLineSplitter()
        var found: [String] = []
        while !bytes.isEmpty {
            let piece = bytes.prefix(Int.random(in: 1...60, using: &random))
            bytes = bytes.dropFirst(piece.count)
            splitter.append(ByteBuffer(bytes: piece))
            while let line = try splitter.next() { found.append(String(buffer: line)) }
        }
        if let rest = splitter.finish() { found.append(String(buffer: rest)) }
        #expect(found.map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 } == lines)
    }

    @Test func aLineWithoutAnEndIsRejected() throws {
        var splitter = JSONLineSplitter()
        splitter.append(ByteBuffer(repeating: UInt8(ascii: "x"), count: JSONLineSplitter.lineLimit + 1))
        #expect(throws: JSONLineSplitter.LineTooLong.self) { try splitter.next() }
    }
}
