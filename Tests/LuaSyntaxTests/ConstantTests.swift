import LuaSyntax
import RandomTestSupport
import Testing

/// Values of numerals and strings, compared with those Lua itself computes.
@Suite("Constants")
struct ConstantTests {
    private static let numerals = [
        "0", "3", "0xff", "0XA", "3.0", "3.1416", "314.16e-2", "0.31416E1", "34e1", "0x0.1E", "0xA23p-4",
        "0X1.921FB54442D18P+1", "9223372036854775807", "9223372036854775808", "0x7fffffffffffffff",
        "0xffffffffffffffff", "0x1ffffffffffffffff", "1e400", "5e-324", "2e-324", "1e-400", ".5", "5.", "0x.8", "0xA.",
        "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1p1024", "0x.0000000000000000000001p88", "1e+5", "007",
        "0x1.fffffffffffff8p0", "0x1.fffffffffffff7ffffffp0", "0x8000000000000000.1p0", "0x1p99999999999999999999",
        "123456789012345678901234567890", "0.1", "2.2250738585072011e-308",
    ]

    @Test func `numerals have the values Lua gives them`() throws {
        var random = SeededGenerator(seed: 7)
        let made = (0..<400).map { _ in Self.randomNumeral(&random) }
        let numerals = Self.numerals + made
        let script = numerals.map { "v=\($0) print(math.type(v), (string.pack('>n', v):gsub('.', h)), v)\n" }
        let header = "local function h(c) return string.format('%02x', c:byte()) end\n"
        let output = try ReferenceLua.output(of: Array((header + script.joined()).utf8))
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        try #require(lines.count == numerals.count)
        for (numeral, line) in zip(numerals, lines) {
            let columns = line.split(separator: "\t")
            switch LuaNumber(numeral: Array(numeral.utf8)[...]) {
            case .integer(let integer): #expect(columns[0] == "integer" && columns[2] == "\(integer)", "\(numeral)")
            case .float(let float):
                let bits = String(float.bitPattern, radix: 16)
                let expected = String(repeating: "0", count: 16 - bits.count) + bits
                #expect(columns[0] == "float" && columns[1] == expected, "\(numeral)")
            case nil: Issue.record("\(numeral) was rejected")
            }
        }
    }

    @Test(arguments: ["0x", "3x", "1e", "1e+", "0x1p", "0x.", ".", "1..2", "1.2.3", "0xg", "08a", "0x1.2.3", "e5", ""])
    func `malformed numerals have no value`(numeral: String) {
        #expect(LuaNumber(numeral: Array(numeral.utf8)[...]) == nil)
    }

    @Test func `strings have the values Lua gives them`() throws {
        var random = SeededGenerator(seed: 8)
        let literals = (0..<400).map { _ in Self.randomString(&random) }
        let header = Array("local function h(s) print((s:gsub('.', function(c) return c:byte()..' ' end))) end\n".utf8)
        let output = try ReferenceLua.output(
            of: header + literals.flatMap { Array("h(".utf8) + $0 + Array(")\n".utf8) })
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (literal, line) in zip(literals, lines) {
            let chunk = Parser.parse(LuaSource(name: "", bytes: Array("return ".utf8) + literal))
            guard case .return(let statement) = chunk.block.statements.first,
                case .string(let string) = statement.values.first
            else {
                Issue.record("no string: \(literal)")
                continue
            }
            let expected = line.split(separator: " ").compactMap { UInt8($0) }
            #expect(string.bytes == expected, "\(String(decoding: literal, as: UTF8.self))")
            #expect(string.text.map { Array($0.utf8) } ?? expected == expected)
        }
    }

    private static func randomNumeral(_ random: inout SeededGenerator) -> String {
        let isHexadecimal = Bool.random(using: &random)
        let alphabet = Array(isHexadecimal ? "0123456789abcdefABCDEF" : "0123456789")
        func digits(_ counts: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
            String(
                (0..<Int.random(in: counts, using: &random)).map { _ in
                    alphabet[Int(random.next() % UInt64(alphabet.count))]
                })
        }
        var text = (isHexadecimal ? "0x" : "") + digits(1...20, &random)
        if Bool.random(using: &random) { text += "." + digits(0...20, &random) }
        if Bool.random(using: &random) {
            text += (isHexadecimal ? "p" : "e") + ["", "+", "-"][Int(random.next() % 3)]
            text += "\(Int.random(in: 0...(isHexadecimal ? 1100 : 320), using: &random))"
        }
        return text
    }

    private static func randomString(_ random: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "a", " ", "é", "\\n", "\\t", "\\\\", "\\'", "\\\"", "\\065", "\\0", "\\255", "\\x7f", "\\xC3\\xA9",
            "\\u{48}",
            "\\u{7FF}", "\\u{FFFF}", "\\u{10FFFF}", "\\u{3FFFFFF}", "\\u{7FFFFFFF}", "\\z \n\t ", "\\\n", "\\\r\n",
            "\\\n\r",
            "\\a\\b\\f\\v\\r", "]", "--",
        ]
        let content = (0..<Int.random(in: 0...8, using: &random)).map { _ in
            pieces[Int(random.next() % UInt64(pieces.count))]
        }.joined()
        switch random.next() % 3 {
        case 0: return Array("'\(content)'".utf8)
        case 1: return Array("\"\(content)\"".utf8)
        default: return Array("[==[\(["", "\n", "\r\n"][Int(random.next() % 3)])\(content)\n\r\n\r]==]".utf8)
        }
    }
}
