import ConfigurationFiles
import Testing

/// How keys lead to values, and what is said where they do not.
@Suite struct KeyTests {
    private func error(
        _ format: ConfigurationFormat, _ text: String, _ key: String, creating: Bool = false,
        _ value: ConfigurationValue = .text("v")
    ) throws -> ConfigurationError {
        try #require(throws: ConfigurationError.self) {
            let file = try ConfigurationFile(Array(text.utf8), format: format)
            _ = try file.setting([key: value], creating: creating)
        }
    }

    @Test(arguments: [
        ("ConnectionStrings:Shp", "ConnectionStrings:Shop"), ("connectionstrings:shop", "ConnectionStrings:Shop"),
        ("Shop", "ConnectionStrings:Shop"), ("ConnectionStrings__Shop", "ConnectionStrings:Shop"),
        ("ConnectionStrings.Shop", "ConnectionStrings:Shop"), ("Urls:x", "Urls"),
    ])
    func aMissingKeyNamesThoseThatAreNear(_ key: String, _ near: String) throws {
        let text = #"{ "ConnectionStrings": { "Shop": "x" }, "Urls": "y" }"#
        let error = try error(.json, text, key)
        #expect(error.kind == .missingKey)
        #expect(error.hint?.hasPrefix("did you mean '\(near)'") == true, "\(error.hint ?? "")")
    }

    @Test func aKeyLikeNoneNamesTheOption() throws {
        #expect(try error(.json, "{}", "Something").hint == "create = true adds it")
        #expect(try error(.env, "A=1\n", "SOMETHING").hint == "create = true adds it")
    }

    @Test(
        arguments: [
            (.json, "{\n\"a\": 1,\n\"a\": 2}", "a", 2, 3), (.json, "{\"a\":{\"b\":1},\n\"a\":{\"c\":2}}", "a:c", 1, 2),
            (.json, "{\"a\":{\"b\":1},\n\"a:b\":2}", "a:b", 1, 2),
            (.yaml, "a: 1\nb: 2\na: 3\n", "a", 1, 3), (.yaml, "a: {b: 1}\n---\na: {b: 2}\n", "a:b", 1, 3),
            (.properties, "a=1\n\na : 2\n", "a", 1, 3), (.ini, "[s]\na=1\n[s]\na=2\n", "s:a", 2, 4),
            (.env, "A=1\nexport A=2\n", "A", 1, 2),
            (
                .xml,
                "<configuration><appSettings>\n<add key='a' value='1'/>\n<add key='a' value='2'/></appSettings></configuration>",
                "appSettings:a", 2, 3
            ),
            (.xml, "<a>\n<b/>\n<b/></a>", "/a/b/@c", 2, 3),
        ] as [(ConfigurationFormat, String, String, Int, Int)])
    func aKeyThatIsThereTwiceNamesBothLines(
        _ format: ConfigurationFormat, _ text: String, _ key: String, _ first: Int, _ second: Int
    ) throws {
        for isCreating in [false, true] {
            let error = try error(format, text, key, creating: isCreating)
            #expect(error.kind == .duplicateKey)
            #expect(
                error.message.contains("line \(first)") && error.message.contains("line \(second)"), "\(error.message)")
        }
    }

    @Test(
        arguments: [
            (.json, "{\"a\":{\"b\":1}}", "a", "an object"), (.json, "{\"a\":[1]}", "a", "a list"),
            (.yaml, "a:\n  b: 1\n", "a", "a mapping"), (.yaml, "a: [1]\n", "a", "a list"),
            (.yaml, "x: &x {k: 1}\na: *x\n", "a:k", "alias *x, line 1"),
            (.yaml, "x: &x {k: 1}\na: {<<: *x}\n", "a:<<", "takes over"),
            (.xml, "<a><b><c/></b></a>", "/a/b", "elements in it"),
        ] as [(ConfigurationFormat, String, String, String)])
    func aKeyThatIsNoValueIsSaidToBeNone(
        _ format: ConfigurationFormat, _ text: String, _ key: String, _ message: String
    ) throws {
        let error = try error(format, text, key, creating: true)
        #expect(error.kind == .notAValue)
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test(
        arguments: [
            (.json, "{\"a\":[1]}", "a:1"), (.json, "{\"a\":1}", "a:b"), (.yaml, "- a\n", "b"), (.yaml, "a: b\n", "a:c"),
            (.yaml, "a: 1\n---\nb: 2\n", "c"), (.xml, "<a/>", "b"), (.xml, "<a/>", "/b"), (.xml, "<a/>", "/a/b[2]"),
            (.xml, "<a/>", "/a/b c"), (.xml, "<a/>", "/a/@"), (.xml, "<a/>", "/"), (.env, "", "a b"), (.json, "{}", ""),
            (.ini, "", "a:"), (.ini, "", "#a"), (.properties, "", ""), (.yaml, "", ""), (.yaml, "a: 1", ""),
            (.xml, "<a/>", "/a/b[x]"), (.xml, "<a/>", "/a/b[@c='d'"),
        ] as [(ConfigurationFormat, String, String)])
    func whatCannotBeAddedIsRefused(_ format: ConfigurationFormat, _ text: String, _ key: String) throws {
        let error = try error(format, text, key, creating: true)
        #expect([.invalidKey, .missingKey, .notAValue].contains(error.kind), "\(error)")
    }

    @Test func valuesKeepTheTypeThatIsGiven() throws {
        let json = try ConfigurationFile(Array(#"{ "a": 1, "b": "1", "c": true }"#.utf8), format: .json)
        let (after, changes) = try json.setting(["a": .text("1"), "b": .number("1"), "c": .boolean(true)])
        #expect(String(decoding: after.bytes, as: UTF8.self) == #"{ "a": "1", "b": 1, "c": true }"#)
        #expect(changes.map(\.kind) == [.replaced, .replaced, .unchanged])
        let yaml = try ConfigurationFile(Array("a: 1\nb: '1'\nc: yes\n".utf8), format: .yaml)
        let edited = try yaml.setting(["a": .text("1"), "b": .number("1"), "c": .text("yes")]).file
        #expect(String(decoding: edited.bytes, as: UTF8.self) == "a: \"1\"\nb: 1\nc: \"yes\"\n")
    }

    @Test func formatsAreKnownByTheirNames() {
        let names = [
            "a/appsettings.json", "Web.config", "x.YML", "b.properties", ".env", "deploy/.env.local", "my.cnf",
        ]
        #expect(
            names.map { ConfigurationFormat(fileName: $0) } == [.json, .xml, .yaml, .properties, .env, .env, .ini])
        #expect(ConfigurationFormat(fileName: "env") == nil && ConfigurationFormat(fileName: "a.json/b") == nil)
    }
}
