import ConfigurationFiles
import Testing

/// Files that are not what their format says: each is refused, with the place.
@Suite struct MalformedTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let format: ConfigurationFormat
        let text: String
        let place: String
        let message: String

        init(_ format: ConfigurationFormat, _ text: String, _ place: String, _ message: String) {
            (self.format, self.text, self.place, self.message) = (format, text, place, message)
        }

        var testDescription: String { "\(format) \(message)" }
    }

    static let cases = [
        Case(.json, "", "1:1", "a value is missing"),
        Case(.json, "{\n  \"a\": 1\n  \"b\": 2\n}", "3:3", "',' or '}' is missing"),
        Case(.json, "{ \"a\": 1", "1:9", "',' or '}' is missing before the end of the file"),
        Case(.json, "{ a: 1 }", "1:3", "a key in quotation marks"),
        Case(.json, "{ \"a\" 1 }", "1:7", "':' is missing"),
        Case(.json, "{ \"a\": tru }", "1:8", "a value is missing"),
        Case(.json, "{ \"a\": 01 }", "1:8", "no number"),
        Case(.json, "{ \"a\": \"x }\n", "1:12", "control character"),
        Case(.json, "{ \"a\": \"\\q\" }", "1:9", "no escape"),
        Case(.json, "{ \"a\": \"\\u12\" }", "1:9", "four hexadecimal digits"),
        Case(.json, "{} {}", "1:4", "follows the value"),
        Case(.json, "{ /* }", "1:3", "comment"),
        Case(.json, "[1, , 2]", "1:5", "a value is missing"),
        Case(.xml, "", "1:1", "no element"),
        Case(.xml, "<a>\r\n  <b>\r\n</a>", "3:1", "</a> does not end <b> of line 2"),
        Case(.xml, "<a>", "1:1", "<a> has no end"),
        Case(.xml, "<a/><b/>", "1:5", "second outermost element"),
        Case(.xml, "<a x=1/>", "1:6", "quotation marks"),
        Case(.xml, "<a x='1' x='2'/>", "1:10", "twice"),
        Case(.xml, "<a x='1'y='2'/>", "1:9", "a blank is missing"),
        Case(.xml, "<a x='<'/>", "1:7", "'<' stands in a value"),
        Case(.xml, "<a>b & c</a>", "1:6", "begins no entity"),
        Case(.xml, "<a><!-- b </a>", "1:4", "comment"),
        Case(.xml, "<a><![CDATA[ b </a>", "1:4", "CDATA"),
        Case(.xml, "text", "1:1", "outside of all elements"),
        Case(.xml, "<a></a></b>", "1:8", "ends no element"),
        Case(.xml, "<a x='1></a>", "1:9", "'<' stands in a value"),
        Case(.xml, "<a x='1>", "1:6", "has no end"),
        Case(.xml, "<?xml version='1.0' encoding='utf-16'?><a/>", "1:1", "UTF-16"),
        Case(.xml, "<?xml version='1.0' encoding='koi8-r'?><a/>", "1:1", "encoding that is not read"),
        Case(.yaml, "a: 1\n b: 2\n", "2:3", "a key cannot stand here"),
        Case(.yaml, "a:\n    b: 1\n  c: 2\n", "3:3", "indented differently"),
        Case(.yaml, "a:\n\tb: 1\n", "2:1", "tab"),
        Case(.yaml, "a: \"x\nb: 1\n", "1:4", "has no \""),
        Case(.yaml, "a: [1, 2\nb: 3\n", "1:4", "bracket"),
        Case(.yaml, "a: {b: 1", "1:4", "bracket"),
        Case(.yaml, "a: 1\nb\n", "2:1", "a key with ':' behind it is missing"),
        Case(.yaml, "a: *b\n", "1:4", "no anchor '&b'"),
        Case(.yaml, "? a\n: b\n", "1:1", "keys with '?'"),
        Case(.yaml, "[a]: b\n", "1:4", "as a key"),
        Case(.yaml, "a: \"\\q\"\n", "1:5", "no escape"),
        Case(.yaml, "a: @b\n", "1:4", "cannot begin with '@'"),
        Case(.yaml, "a: b: c\n", "1:5", "a key cannot stand here"),
        Case(.yaml, "a: |x\n  b\n", "1:5", "follows a value"),
        Case(.yaml, "a: - b\n", "1:4", "a list cannot begin here"),
        Case(.yaml, "- a\nb: c\n", "2:1", "indented differently"),
        Case(.properties, "a=\\u12", "1:3", "four hexadecimal digits"),
        Case(.ini, "[a\nb=1\n", "1:1", "no ']'"),
        Case(.ini, "[a] b\n", "1:5", "follows the name of a section"),
        Case(.ini, "a=1\n=2\n", "2:1", "a key is missing"),
        Case(.env, "A=1\nB 2\n", "2:3", "'=' is missing"),
        Case(.env, "A=\"1\n", "1:3", "has no end"),
        Case(.env, "A='1' 2\n", "1:7", "follows the value"),
        Case(.env, "1A=2\n", "1:1", "no name of a variable"),
        Case(.json, "{ \"a\": \"\u{0}\" }", "1:9", "zero byte"),
    ]

    @Test(arguments: cases)
    func theyAreRefusedWithThePlace(_ test: Case) throws {
        let error = try #require(throws: ConfigurationError.self) {
            _ = try ConfigurationFile(Array(test.text.utf8), format: test.format)
        }
        let position = try #require(error.position, "\(error.message)")
        #expect("\(position.line):\(position.column)" == test.place, "\(error.message)")
        #expect(error.message.contains(test.message), "\(error.message)")
        #expect([.malformed, .encoding].contains(error.kind))
    }

    @Test(
        arguments: [
            ([0x7B, 0x0A, 0x22, 0xFF, 0x22], "2:2"), ([0xEF, 0xBB, 0xBF, 0x22, 0xC0, 0x80], "1:2"),
            ([0xFF, 0xFE, 0x22, 0x00, 0x00, 0xD8, 0x22, 0x00], "1:2"), ([0xFF, 0xFE, 0x22, 0x00, 0x22], "1:2"),
        ] as [([UInt8], String)])
    func bytesThatAreNoTextAreRefused(_ bytes: [UInt8], _ place: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            _ = try ConfigurationFile(bytes, format: .json)
        }
        #expect(error.kind == .encoding)
        #expect(error.position.map { "\($0.line):\($0.column)" } == place)
    }

    @Test func otherEncodingsAreNamed() throws {
        for bytes in [[0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0], [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x7B]] as [[UInt8]] {
            let error = try #require(throws: ConfigurationError.self) {
                _ = try ConfigurationFile(bytes, format: .json)
            }
            #expect(error.message.contains("UTF-32"))
        }
        let declared = Array("\u{FEFF}<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a/>".utf8)
        let error = try #require(throws: ConfigurationError.self) {
            _ = try ConfigurationFile(declared, format: .xml)
        }
        #expect(error.message.contains("mark of UTF-8"))
    }
}
