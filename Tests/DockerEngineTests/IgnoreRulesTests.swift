import Testing

@testable import DockerEngine

@Suite struct IgnoreRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rules: String
        var ignored: [String]
        var sent: [String]
        var testDescription: String { rules.split(separator: "\n").joined(separator: " | ") }

        init(_ rules: String, ignored: [String] = [], sent: [String] = []) {
            self.rules = rules
            self.ignored = ignored
            self.sent = sent
        }
    }

    static let cases: [Case] = [
        Case("", sent: ["a", "a/b"]),
        Case("# notes.txt\n\n   \n", sent: ["notes.txt", "# notes.txt"]),
        Case("  # kept", ignored: ["# kept"], sent: ["kept"]),
        Case("logs", ignored: ["logs", "logs/today.log"], sent: ["app/logs", "logs2", "log"]),
        Case("/logs", ignored: ["logs"], sent: ["app/logs"]),
        Case("logs/", ignored: ["logs", "logs/a"], sent: ["app/logs"]),
        Case("./logs//old/../today", ignored: ["logs/today"], sent: ["logs/old", "logs"]),
        Case("logs\r\ntmp\r\n", ignored: ["logs", "tmp"], sent: ["logs\r"]),
        Case("\u{FEFF}secret", ignored: ["secret"]),
        Case("*", ignored: ["a", "a/b", ".git"]),
        Case("*.log", ignored: ["a.log", ".log"], sent: ["a/b.log", "a.log2", "alog"]),
        Case("*/*.log", ignored: ["a/b.log"], sent: ["b.log", "a/b/c.log"]),
        Case("*/temp", ignored: ["x/temp", "x/temp/y"], sent: ["temp", "x/y/temp"]),
        Case("temp?", ignored: ["temp1", "tempa", "temp€"], sent: ["temp", "temp10", "temp/"]),
        Case("**", ignored: ["a", "a/b/c"]),
        Case("**/*.go", ignored: ["a.go", "a/b.go", "a/b/c.go"], sent: ["a.gox", "a/go"]),
        Case(
            "**/node_modules", ignored: ["node_modules", "a/node_modules", "a/b/node_modules/c"],
            sent: ["xnode_modules"]),
        Case("a/**", ignored: ["a/b", "a/b/c"], sent: ["a", "ab"]),
        Case("a/**/z", ignored: ["a/z", "a/b/z", "a/b/c/z"], sent: ["az", "a/bz", "z"]),
        Case("**/b/**/d", ignored: ["b/d", "a/b/d", "b/c/d", "a/b/c/c/d/e"], sent: ["a/d", "xb/d", "b/xd"]),
        Case("**.tmp", ignored: ["a.tmp", "a/b.tmp", ".tmp"], sent: ["a.tmpx"]),
        Case("build/**/*.o", ignored: ["build/a.o", "build/x/y/a.o"], sent: ["a.o", "build"]),
        Case("[a-c]x", ignored: ["ax", "cx"], sent: ["dx", "x", "abx"]),
        Case("[^a-c]x", ignored: ["dx"], sent: ["ax"]),
        Case("[a\\]]x", ignored: ["ax", "]x"], sent: ["bx"]),
        Case("[äö]", ignored: ["ä", "ö"], sent: ["a"]),
        Case("a\\*b", ignored: ["a*b"], sent: ["axb"]),
        Case("a.b+c(d)$|{e}^", ignored: ["a.b+c(d)$|{e}^"], sent: ["axb+c(d)$|{e}^"]),
        Case("*\n!keep", ignored: ["a", "keeper"], sent: ["keep", "keep/all/of/it"]),
        Case("*.md\n!README.md", ignored: ["a.md"], sent: ["README.md"]),
        Case("*.md\n!README*.md\nREADME-secret.md", ignored: ["a.md", "README-secret.md"], sent: ["README-1.md"]),
        Case("*.md\nREADME-secret.md\n!README*.md", ignored: ["a.md"], sent: ["README-secret.md"]),
        Case("! a", sent: ["a"]),
        Case("*\n! a", ignored: ["b"], sent: ["a"]),
        Case("*\n!/a/", ignored: ["b"], sent: ["a", "a/b"]),
        Case("docs\n!docs/keep", ignored: ["docs", "docs/a"], sent: ["docs/keep", "docs/keep/x"]),
        Case("docs\n!docs/keep\ndocs/keep/not", ignored: ["docs/keep/not"], sent: ["docs/keep/x"]),
        Case("*/**\n!*", ignored: ["a/b"], sent: ["a"]),
        Case("!docs", sent: ["docs"]),
        Case("..", sent: ["a", "..a"]),
        Case("../a", sent: ["a"]),
        Case("/", sent: ["a"]),
        Case("a/b", ignored: ["a/b", "a/b/c"], sent: ["a", "x/a/b"]),
    ]

    @Test(arguments: cases)
    func decidesAsDockerDoes(_ example: Case) throws {
        let rules = try IgnoreRules(parsing: example.rules)
        for path in example.ignored { #expect(rules.ignores(path), "“\(path)” should be ignored") }
        for path in example.sent { #expect(!rules.ignores(path), "“\(path)” should be sent") }
    }

    @Test(arguments: ["[", "[]", "[a", "[a-]x", "[-a]", "a\\", "[b-a]", "!", "!/", "!/..", "ok\n["])
    func badPatternsAreRejectedWithTheirLine(_ text: String) throws {
        let error = #expect(throws: BuildContextError.self) { try IgnoreRules(parsing: text) }
        #expect(error?.code == .invalidIgnorePattern)
        let line = text.split(separator: "\n").count
        #expect(error?.message.hasPrefix("line \(line):") == true)
    }

    @Test func ignoredDirectoriesAreLookedIntoOnlyForSpelledOutExceptions() throws {
        let rules = try IgnoreRules(parsing: "docs\nbuild\n!docs/a/keep\n!**/other")
        #expect(rules.mayHaveExceptions(below: "docs"))
        #expect(rules.mayHaveExceptions(below: "docs/a"))
        #expect(!rules.mayHaveExceptions(below: "docs/b"))
        #expect(!rules.mayHaveExceptions(below: "build"))
        #expect(!rules.mayHaveExceptions(below: "doc"))
    }

    @Test(arguments: ["Dockerfile", "docker/[prod].Dockerfile", "a*b/Dockerfile"])
    func insistedPathsAreSentWhateverTheRulesSay(_ path: String) throws {
        var rules = try IgnoreRules(parsing: "**")
        rules.insist(on: path)
        #expect(!rules.ignores(path))
        #expect(rules.ignores("other"))
    }

    @Test func longPathsAndPatternsFullOfStarsTakeNoExponentialTime() throws {
        let rules = try IgnoreRules(parsing: String(repeating: "*a", count: 60) + "b")
        #expect(!rules.ignores(String(repeating: "a", count: 2000)))
        let deep = try IgnoreRules(parsing: String(repeating: "**/a/", count: 30) + "b")
        #expect(!deep.ignores(String(repeating: "a/", count: 500) + "c"))
    }
}
