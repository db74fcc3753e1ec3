import ConfigurationFiles
import RandomTestSupport
import Testing

/// Bytes of whoever writes configuration files: they are read or refused, and what is set in them is there.
@Suite struct ConfigurationFuzzTests {
    @Test(arguments: ConfigurationFormat.allCases)
    func whateverIsTakenHoldsWhatIsSet(_ format: ConfigurationFormat) throws {
        let seeds = try CorpusFile.all.filter { try $0.format == format }.map { try $0.bytes }
        try Fuzzing.run(
            "configuration files, \(format)", rounds: 400, seeds: seeds,
            words: [
                "<![CDATA[", "]]>", "&#x", "<!--", "/*", "//", "\\u", "---\n", "- ", ": ", "&a ", "*a", "|\n", "<<: ",
            ]
        ) { input, mutation in
            do throws(ConfigurationError) {
                let file = try ConfigurationFile(input, format: format)
                let keys = try file.keys
                guard !keys.isEmpty else { return true }
                let key = keys[mutation.below(keys.count)]
                let value = CorpusTests.values[mutation.below(CorpusTests.values.count)]
                let after = try file.setting([key: .text(value)]).file
                let read = try after.value(of: key) ?? ""
                #expect(read.utf8.elementsEqual(value.utf8), "\(key) in \(input)")
                _ = try file.setting(["new:\(mutation.below(3))": .text(value)], creating: true)
                return true
            } catch {
                #expect(!error.message.isEmpty)
                return false
            }
        }
    }

    /// What is small and would be large, or deep, when it is read.
    @Test(
        arguments: [
            (.json, "[", "]"), (.json, "{\"a\":", "}"), (.json, "/*", ""), (.json, "\"", ""), (.json, "[1,", ""),
            (.xml, "<a>", "</a>"), (.xml, "<a b='", ""), (.xml, "&#1;", ""), (.xml, "<!--", ""),
            (.xml, "<![CDATA[", ""),
            (.xml, "<!DOCTYPE [", ""), (.yaml, "- ", ""), (.yaml, "[", "]"), (.yaml, "{a: ", "}"), (.yaml, "a:\n ", ""),
            (.yaml, "&a ", ""), (.yaml, "&a\n", ""), (.yaml, "!a\n", ""), (.yaml, "\"\n", ""), (.yaml, "a: |\n", ""),
            (.yaml, "a\n", ""), (.yaml, "a: &a *a\n", ""), (.yaml, "---\n", ""), (.yaml, "? ", ""), (.yaml, "# \n", ""),
            (.yaml, "a: b\n", ""), (.yaml, "'a': b\n", ""), (.yaml, "[a, ", ""),
            (.ini, "[", ""), (.ini, "a\n b\n", ""), (.ini, "a=1\n", ""), (.properties, "\\\n", ""),
            (.properties, "\\", ""),
            (.env, "A='\n", ""), (.env, "export ", ""), (.env, "A=1\n", ""),
        ] as [(ConfigurationFormat, String, String)])
    func whatIsRepeatedManyTimesIsReadOrRefused(
        _ format: ConfigurationFormat, _ opening: String, _ closing: String
    ) throws {
        for count in [99, 101, 20_000] {
            let text = String(repeating: opening, count: count) + String(repeating: closing, count: count)
            do throws(ConfigurationError) {
                let file = try ConfigurationFile(Array(text.utf8), format: format)
                _ = try file.setting(["a:b:c": .text("d"), "/a/b": .text("e")], creating: true)
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
    }

    @Test func whatIsTooDeepIsSaidToBeSo() throws {
        for (format, opening, closing) in [
            (.json, "[", "]"), (.xml, "<a>", "</a>"), (.yaml, "[", "]"), (.yaml, "- ", "a"),
        ] as [(ConfigurationFormat, String, String)] {
            let text = String(repeating: opening, count: 200) + String(repeating: closing, count: 200)
            let error = try #require(throws: ConfigurationError.self) {
                _ = try ConfigurationFile(Array(text.utf8), format: format)
            }
            #expect(error.kind == .tooLarge && error.message.contains("more than 100 deep"))
        }
    }

    @Test func whatIsTooLargeIsRefused() throws {
        let error = try #require(throws: ConfigurationError.self) {
            _ = try ConfigurationFile([UInt8](repeating: 0x20, count: 9 << 20), format: .json)
        }
        #expect(error.kind == .tooLarge)
    }
}
