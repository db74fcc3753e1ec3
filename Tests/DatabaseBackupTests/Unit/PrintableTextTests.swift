import Testing

@testable import DatabaseBackup

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("plain ümläut", "plain ümläut"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("a\u{07}b\rc", "ab c"),
        ("\u{9B}31m", "31m"), ("left\u{202E}right", "leftright"), ("a \t tab", "a tab"),
    ])
    func controlCharactersAreTakenOut(raw: String, clean: String) {
        #expect(PrintableText.line(raw) == clean)
    }

    @Test func quotedStatementsAreCutShort() {
        let line = "Command was: " + String(repeating: "x", count: 5000)
        #expect(PrintableText.line(line).count == 201)
    }

    @Test func secretIsMaskedBeforeALineIsCut() {
        let secret = "s3cret-value"
        let output = DiagnosticOutput(masking: secret) { _ in }
        let line = String(repeating: "x", count: 1995) + secret + "\n"
        Array(line.utf8).withUnsafeBytes(output.receive)
        #expect(!output.text.contains("s3cre"))
    }

    @Test func linesArriveWholeWhateverThePieces() {
        let output = DiagnosticOutput(masking: nil) { _ in }
        for piece in ["first\nsec", "ond\n", "third"] {
            Array(piece.utf8).withUnsafeBytes(output.receive)
        }
        output.finish()
        #expect(output.lines == ["first", "second", "third"])
    }
}
