import RandomTestSupport
import Testing

@testable import DockerEngine

@Suite struct IgnoreRulesFuzzTests {
    private static let seeds = [
        "*\n!keep\n", "**/*.log\n!important.log\n# note\n", "a/b/**/c\n/d\n./e/../f\n", "[a-z]?\\*\n![^x]\n",
        "**\n!**/x\n!y/**\n",
        "\u{FEFF}secret\r\n  spaced  \n\n", "*/*/temp*\nnode_modules/\n!.", "a[\\]]b\n[a\\-z]\n",
    ].map { Array($0.utf8) }
    private static let paths = [
        "keep", "a/b/c", "a/b/x/y/c", "x.log", "sub/dir/x.log", "[a]", "é/x", "!keep", " ", "a\\b",
    ]

    @Test func rulesAnswerForEveryPath() {
        Fuzzing.run(
            "ignore files", rounds: 5_000, seeds: Self.seeds,
            words: ["**/", "**", "!", "[", "]", "\\", "*", "?", "[^", "-"]
        ) {
            input, mutation in
            let text = String(decoding: input, as: UTF8.self)
            guard var rules = try? IgnoreRules(parsing: text) else { return false }
            let random = String(decoding: mutation.next(of: Self.paths.map { Array($0.utf8) }), as: UTF8.self)
            for path in Self.paths + [random] where !path.isEmpty && !path.utf8.contains(0) && !path.hasPrefix("/") {
                _ = rules.ignores(path)
            }
            // What is sent in any case is sent, whatever its name.
            for name in ["Dockerfile", "sub/web.Dockerfile", "[a]*?.x", "!bang", "a\\b", "é", "#x", "a b"] {
                var all = rules
                all.insist(on: name)
                #expect(!all.ignores(name), "\(name) with \(text.debugDescription)")
            }
            rules.insist(on: "Dockerfile")
            // A remark changes nothing.
            if let remarked = try? IgnoreRules(
                parsing: "# x\n\n" + (text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text))
            {
                for path in Self.paths {
                    #expect((try? IgnoreRules(parsing: text))?.ignores(path) == remarked.ignores(path))
                }
            }
            return true
        }
    }

    @Test func dockerfilesAreReadWhateverTheyAre() {
        let seeds = [
            "FROM alpine AS a\nRUN --mount=type=cache,target=/x echo \\\n  y\nCOPY --from=a --chmod=1 /x /y\n",
            "# syntax=docker/dockerfile:1\n# escape=`\nARG A=b\nFROM ${A:-x} as b\nRUN <<EOF\nx\nEOF\n",
            "FROM --platform=$BUILDPLATFORM x@sha256:y\nADD --link [\"a b\", \"/\"]\n\r\n",
            "\u{FEFF}from x\nONBUILD run y",
        ].map { Array($0.utf8) }
        Fuzzing.run(
            "Dockerfiles", rounds: 10_000, seeds: seeds,
            words: ["\\\n", "<<EOF", "${", "--mount=", "FROM ", "# escape=`\n"]
        ) {
            input, _ in
            let file = Dockerfile(String(decoding: input, as: UTF8.self))
            #expect(file.unsupported.allSatisfy { $0.line > 0 })
            return file.unsupported.isEmpty
        }
    }
}
