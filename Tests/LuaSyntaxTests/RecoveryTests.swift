import LuaSyntax
import RandomTestSupport
import Testing

@Suite("Reading on after errors")
struct RecoveryTests {
    @Test func `each error of a file is reported once`() {
        let text = """
            docker_run{ image = , name = "x" }
            docker_run{
              image = "shop"
              name = "web",
              ports = { 1 2, 3 },
            }
            whle x do
              break
            end
            if x the
              foo()
            end
            local function deploy(host
              docker_run{ image = "a" }
            end
            parallel(hosts, function(h)
              local x = = 2
              docker_run{ a = 1, b }
            end)
            for i = 1 do print(i) end
            local y = "abc
            foo(1 2, function() return 3 end)
            x = 5 +
            local z = 3
            """
        #expect(
            messages(text) == [
                "1: unexpected symbol near ','",
                "4: '}' expected (to close '{' at line 2) near 'name'",
                "5: '}' expected near '2'",
                "7: syntax error near 'x'",
                "10: 'then' expected near 'the'",
                "14: ')' expected near 'docker_run'",
                "17: unexpected symbol near '='",
                "20: ',' expected near 'do'",
                "21: unfinished string near '\"abc'",
                "22: ')' expected near '2'",
                "24: unexpected symbol near 'local'",
            ])
    }

    @Test func `a forgotten comma is hinted at`() {
        let chunk = parse("f{\n  a = 1\n  b = 2,\n}")
        #expect(chunk.diagnostics.flatMap(\.related).map(\.message) == ["a ',' may be missing here"])
    }

    @Test func `what could be read is in the tree`() {
        let chunk = parse("local a = 1\nlocal b = =\nlocal c = 3\nf{ x = , y = 2 }")
        #expect(chunk.block.statements.count == 4)
        guard case .invalid = chunk.block.statements[1], case .call(let call) = chunk.block.statements[3] else {
            Issue.record("the statements are others: \(chunk.block.statements)")
            return
        }
        #expect(call.arguments.onlyTable?.fields.map(\.name) == ["y"])
    }

    @Test func `an unclosed table does not swallow the statements after it`() {
        #expect(messages("f{\n  a = 1,\n\ng{ b = }\nlocal x = = 2").count == 3)
    }

    @Test func `breaks and labels are not judged in a file that could not be read`() {
        #expect(
            messages("fr i = 1, 2 do break end goto x y = = 1") == [
                "1: syntax error near 'i'", "1: unexpected symbol near '='",
            ])
    }

    @Test func `a file of nothing but errors ends early`() {
        let text = String(repeating: "x = = 1\n", count: 10_000)
        #expect(messages(text).count == 50)
    }

    @Test(arguments: [21, 22])
    func `no input makes it loop or crash`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "{", "}", "(", ")", "[", "]", "end", "function", "if", "then", "do", "for", "x", "=", ",", "local", "\n",
            "repeat",
            "until", "else", "'", "--[[", "return", "::", "1", "..",
        ]
        for _ in 0..<400 {
            let text = (0..<40).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined(separator: " ")
            let chunk = parse(text)
            #expect(chunk.diagnostics.allSatisfy { $0.span.end <= chunk.source.bytes.count })
        }
    }
}
