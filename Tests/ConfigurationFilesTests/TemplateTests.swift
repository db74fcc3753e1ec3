import ConfigurationFiles
import Testing

/// Whole files with places for values.
@Suite struct TemplateTests {
    private func render(_ text: String, _ values: [String: String]) throws -> String {
        String(decoding: try Template(Array(text.utf8)).rendered(with: values), as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("${a}", "1"), ("x${a}y${b}z${a}", "x1y2z1"), ("$a $ {a} $", "$a $ {a} $"),
        ("$${a}", "${a}"), ("$$${a}", "$${a}"), ("$${${a}$${", "${1${"), ("${a}${a}", "11"), ("ä${a}ö", "ä1ö"),
        ("${with.dots:and-more_0}", "3"), ("\r\n${a}\r\n", "\r\n1\r\n"),
    ])
    func valuesComeIntoTheirPlaces(_ text: String, _ expected: String) throws {
        #expect(try render(text, ["a": "1", "b": "2", "with.dots:and-more_0": "3"]) == expected)
    }

    @Test func aValueIsNoTemplate() throws {
        #expect(try render("${a}", ["a": "${b}", "b": "x"]) == "${b}")
    }

    @Test(arguments: [
        ("a\n  ${b}", "2:3", "there is no value for 'b'"), ("${", "1:1", "not followed by a name"),
        ("x\n\n y${}", "3:3", "not followed by a name"), ("${a b}", "1:1", "not followed by a name"),
        ("${a", "1:1", "not followed by a name"), ("ä${ä}", "1:2", "not followed by a name"),
    ])
    func whatIsMissingIsNamedWithItsPlace(_ text: String, _ place: String, _ message: String) throws {
        let error = try #require(throws: ConfigurationError.self) { _ = try render(text, ["a": "1"]) }
        #expect(error.position.map { "\($0.line):\($0.column)" } == place)
        #expect(error.message.contains(message))
    }

    @Test func aNearNameIsSuggested() throws {
        let error = try #require(throws: ConfigurationError.self) { _ = try render("${pasword}", ["password": "1"]) }
        #expect(error.hint?.contains("did you mean 'password'?") == true)
    }

    @Test func theEncodingStays() throws {
        let text: [UInt8] = [0xFF, 0xFE] + "ä=${a}".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let rendered = try Template(text).rendered(with: ["a": "é"])
        #expect(rendered == [0xFF, 0xFE] + "ä=é".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    }
}
