import ConfigurationFiles
import Testing

/// Files as people have them: an edit changes the values it is about, and no other byte.
@Suite struct CorpusTests {
    @Test func theCorpusIsThere() {
        #expect(CorpusFile.all.count >= 60)
    }

    @Test(arguments: CorpusFile.all)
    func anEditGivesWhatIsRecorded(_ file: CorpusFile) throws {
        let edit = try file.edit
        let before = try ConfigurationFile(try file.bytes, format: try file.format)
        let (after, changes) = try before.setting(edit.values, creating: edit.create)
        try file.compare(after.bytes)
        #expect(changes.map(\.key) == edit.set.keys.sorted())
        for (key, value) in edit.values { #expect(try after.value(of: key) == value.text, "\(key)") }
        let (again, rest) = try after.setting(edit.values, creating: edit.create)
        #expect(again.bytes == after.bytes)
        #expect(rest.allSatisfy { $0.kind == .unchanged })
    }

    /// All that an edit is not about stays: every other key reads as before, and what is added and taken away lies in
    /// one place.
    @Test(arguments: CorpusFile.all)
    func everyKeyIsChangedAlone(_ file: CorpusFile) throws {
        let before = try ConfigurationFile(try file.bytes, format: try file.format)
        let keys = try before.keys
        let known = try values(of: keys, in: before)
        for key in keys where known[key] != nil && !key.hasSuffix("<<") {
            let after: ConfigurationFile
            do throws(ConfigurationError) {
                after = try before.setting([key: .text("zq7")]).file
            } catch {
                #expect(error.kind == .unwritable, "\(key): \(error)")
                continue
            }
            var expected = known
            expected[key] = .some("zq7")
            // An alias reads as its anchor does.
            let others = try values(of: keys, in: after).filter { known[$0.key] != known[key] || $0.key == key }
            #expect(others == expected.filter { others[$0.key] != nil }, "\(key)")
            let (prefix, suffix) = common(before.bytes, after.bytes)
            let added = after.bytes.count - prefix - suffix
            #expect(added <= 32, "\(key): \(added) bytes are new")
        }
    }

    private func values(of keys: [String], in file: ConfigurationFile) throws -> [String: String?] {
        var values: [String: String?] = [:]
        for key in keys {
            do throws(ConfigurationError) {
                values[key] = .some(try file.value(of: key))
            } catch {
                #expect([.duplicateKey, .notAValue].contains(error.kind), "\(key): \(error)")
            }
        }
        return values
    }

    private func common(_ one: [UInt8], _ other: [UInt8]) -> (prefix: Int, suffix: Int) {
        let shorter = min(one.count, other.count)
        let prefix = zip(one, other).prefix { $0 == $1 }.count
        let suffix = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
        return (prefix, min(suffix, shorter - prefix))
    }

    /// Values that formats have to quote, each at each kind of place.
    static let values = [
        "", "x", " x", "x ", "a: b", "a #b", "#a", "- a", "true", "12", "1e5", "null", "~", "é🎉", "a\nb", "a\nb\n",
        "a\n\nb\n\n", "\n", " a\nb", "\t", "\"", "'", "it's \"q\"", "\\", "\\n", "{a}", "[a, b]", "*a", "&a", "!a",
        "|", "%a", "@a", "`a`", "? a", ":", "a:", "=", "<<", "\r\n", "\u{2028}", "\u{85}", "\u{7F}", "---", "...",
        "2001-01-01", "12:30", "0x1f", ".inf", "1_000", "y", "<&>", "]]>", "&amp;", "--", "$HOME", "${X}", "a;b",
        "a ;b", "C:\\dir\\", "\u{FEFF}x", "\u{0}", "\u{1}", "\u{FFFF}", "e\u{301}",
        String(repeating: "x", count: 5_000),
    ]

    @Test(arguments: CorpusFile.all)
    func everyValueIsReadBackOrRefused(_ file: CorpusFile) throws {
        let before = try ConfigurationFile(try file.bytes, format: try file.format)
        let keys = try before.keys.filter { (try? before.value(of: $0)) != nil }
        for (index, value) in Self.values.enumerated() where !keys.isEmpty {
            let key = keys[index % keys.count]
            do throws(ConfigurationError) {
                let after = try before.setting([key: .text(value)]).file
                let read = try after.value(of: key) ?? ""
                #expect(read.utf8.elementsEqual(value.utf8), "\(key) = \(value.debugDescription)")
            } catch {
                #expect([.unwritable, .notAValue].contains(error.kind), "\(key) = \(value.debugDescription): \(error)")
                #expect(value.count < 3 || !error.description.contains(value))
            }
        }
    }
}
