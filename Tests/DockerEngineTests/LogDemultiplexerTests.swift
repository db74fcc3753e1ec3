import DockerEngine
import NIOCore
import RandomTestSupport
import Testing

@Suite struct LogDemultiplexerTests {
    private static func frame(_ stream: LogStream, _ contents: [UInt8]) -> [UInt8] {
        let length = UInt32(contents.count)
        return [stream.rawValue, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
            + contents
    }

    /// Joins neighbouring pieces of one stream, since where they are cut means nothing.
    private static func joined(_ chunks: [(LogStream, [UInt8])]) -> [(LogStream, [UInt8])] {
        chunks.reduce(into: []) { result, chunk in
            guard !chunk.1.isEmpty else { return }
            if let last = result.indices.last, result[last].0 == chunk.0 {
                result[last].1 += chunk.1
            } else {
                result.append(chunk)
            }
        }
    }

    /// Any sequence of frames, cut anywhere, comes out as it went in.
    @Test(arguments: 0..<200)
    func framesSurviveEveryCut(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let frames = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let stream = [LogStream.standardInput, .standardOutput, .standardError].randomElement(using: &random)
            let length =
                Bool.random(using: &random)
                ? Int.random(in: 0...4, using: &random) : Int.random(in: 0...700, using: &random)
            return (stream ?? .standardOutput, (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
        var bytes = frames.flatMap { Self.frame($0.0, $0.1) }[...]
        var demultiplexer = LogDemultiplexer()
        var chunks: [(LogStream, [UInt8])] = []
        while !bytes.isEmpty {
            let most = [1, 3, 9, 40, 2000].randomElement(using: &random) ?? 1
            let piece = bytes.prefix(Int.random(in: 1...most, using: &random))
            bytes = bytes.dropFirst(piece.count)
            demultiplexer.append(ByteBuffer(bytes: piece))
            // Reading late must give the same as reading at once.
            if Bool.random(using: &random) { continue }
            while let chunk = try demultiplexer.next() {
                chunks.append((chunk.stream, Array(chunk.bytes.readableBytesView)))
            }
        }
        while let chunk = try demultiplexer.next() {
            chunks.append((chunk.stream, Array(chunk.bytes.readableBytesView)))
        }
        try demultiplexer.finish()
        let expected = Self.joined(frames)
        let actual = Self.joined(chunks)
        #expect(actual.map(\.0) == expected.map(\.0))
        #expect(actual.map(\.1) == expected.map(\.1))
    }

    @Test func contentsAreDeliveredBeforeTheirFrameIsWhole() throws {
        var demultiplexer = LogDemultiplexer()
        demultiplexer.append(ByteBuffer(bytes: [1, 0, 0, 0, 0, 0, 4, 0, 65, 66]))
        #expect(try demultiplexer.next() == LogChunk(stream: .standardOutput, bytes: ByteBuffer(string: "AB")))
        #expect(try demultiplexer.next() == nil)
        #expect(throws: LogDemultiplexer.Failure.cut) { try demultiplexer.finish() }
    }

    @Test(arguments: [0, 1, 7, 8, 10])
    func anEndWithinAFrameIsNoticed(length: Int) throws {
        var demultiplexer = LogDemultiplexer()
        demultiplexer.append(ByteBuffer(bytes: Self.frame(.standardError, [1, 2, 3]).prefix(length)))
        while try demultiplexer.next() != nil {}
        if length == 0 {
            try demultiplexer.finish()
        } else {
            #expect(throws: LogDemultiplexer.Failure.cut) { try demultiplexer.finish() }
        }
    }

    @Test(arguments: [0x0300_0000_0000_0001, 0x0101_0000_0000_0001, 0x0100_0007_0000_0001, 0x4854_5450_2F31_2E31])
    func whatIsNoHeaderIsRejected(_ header: UInt64) {
        var demultiplexer = LogDemultiplexer()
        demultiplexer.append(ByteBuffer(integer: header))
        #expect(throws: LogDemultiplexer.Failure.invalidHeader(header)) { try demultiplexer.next() }
    }
}
