import NIOCore
import Testing

@testable import DockerEngine

@Suite struct LogLineSplitterTests {
    private func lines(limit: Int = 100, _ pieces: [(LogStream, String)]) -> [ContainerLogLine] {
        var splitter = LogLineSplitter(limit: limit)
        let lines = pieces.flatMap {
            splitter.lines(completedBy: LogChunk(stream: $0.0, bytes: ByteBuffer(string: $0.1)))
        }
        return lines + splitter.finish()
    }

    @Test func streamsDoNotMixWithinALine() {
        let found = lines([(.standardOutput, "one "), (.standardError, "oops\n"), (.standardOutput, "two\nthree")])
        #expect(
            found == [
                ContainerLogLine(stream: .standardError, text: "oops"),
                ContainerLogLine(stream: .standardOutput, text: "one two"),
                ContainerLogLine(stream: .standardOutput, text: "three"),
            ])
    }

    @Test func emptyLinesAndCarriageReturns() {
        #expect(
            lines([(.standardOutput, "a\r\n\n"), (.standardOutput, "b\r"), (.standardOutput, "\n")]).map(\.text) == [
                "a", "", "b",
            ])
    }

    @Test func overlongLinesComeInPieces() {
        #expect(lines(limit: 4, [(.standardOutput, "abcdefghij\nk")]).map(\.text) == ["abcd", "efgh", "ij", "k"])
    }
}
