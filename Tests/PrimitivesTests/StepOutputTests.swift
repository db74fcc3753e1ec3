import LuaValues
import Recipes
import Testing

@testable import Primitives

/// Output that comes in pieces is masked before anything is cut.
@Suite struct StepOutputTests {
    private static let secret = "s3cr3t-value"

    private func output(_ pieces: [[UInt8]], keeping kept: Int = 0) throws -> (lines: [String], output: StepOutput) {
        let fixture = try StepFixture()
        let context = fixture.context()
        _ = try context.run.secrets.open("token")
        let output = StepOutput(context, keeping: kept)
        for piece in pieces { output.receive(piece) }
        output.finish()
        return (fixture.output, output)
    }

    @Test(arguments: 1...14)
    func aSecretIsFoundOverTheBordersOfPieces(size: Int) throws {
        let text = Array("a \(Self.secret) b\nYTpzM2NyM3QtdmFsdWU=\n\(Self.secret)".utf8)
        let pieces = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min(text.count, $0 + size)]) }
        let lines = try output(pieces).lines
        #expect(lines[0] == "a *** b" && lines.last == "***")
        #expect(!lines.joined().contains("czNjcjN0"))
    }

    @Test(arguments: [0, 1, 5, 11, 12, 13])
    func theCutOfALongLineIsNoWayOut(offset: Int) throws {
        let line = String(repeating: "x", count: StepOutput.maximumLineLength - offset) + Self.secret + "\nnext"
        let lines = try output([Array(line.utf8)]).lines
        #expect(!lines[0].contains("s3cr") && lines[1] == "next")
    }

    @Test(arguments: [0, 1, 5, 11, 12, 13, 15])
    func theTailNeverBeginsInsideOfASecret(offset: Int) throws {
        let kept = 1024
        let text = String(repeating: "y", count: 3000) + Self.secret + String(repeating: "x", count: kept - offset)
        let tail = try output([Array(text.utf8)], keeping: kept).output
        let kepts = String(decoding: tail.tail, as: UTF8.self)
        #expect(!kepts.contains("alue") && kepts.utf8.count == kept && tail.isCut)
    }

    @Test func bytesThatAreNoTextStayBesideTheText() throws {
        let pieces = [Array("caf".utf8) + [0xe9] + Array(" au lait\r\n10 %\r20 %\n".utf8)]
        #expect(try output(pieces).lines == ["caf\\xE9 au lait", "20 %"])
        let tail = try output([[0xff] + Array("é".utf8) + Array(repeating: 65, count: 3)], keeping: 4).output
        #expect(tail.tail == Array("AAA".utf8) && tail.lastLines(2) == ["AAA"])
    }

    @Test func whatIsSaidAgainAndAgainIsSaidOnce() {
        let lines = ["GET 1: 404", "GET 23: 404", "GET 4: 404", "other", "GET 5: 404"]
        #expect(Repetitions.summarised(lines) == ["GET 4: 404  (3 such lines)", "other", "GET 5: 404"])
    }
}
