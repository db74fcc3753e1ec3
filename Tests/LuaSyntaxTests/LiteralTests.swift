import LuaSyntax
import Testing

@Suite("Literals")
struct LiteralTests {
    private func refusals(_ expression: String) throws -> [String] {
        do throws(LiteralError) {
            _ = try LiteralEvaluator.evaluate(parseExpressionOrInvalid(expression))
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    private func parseExpressionOrInvalid(_ text: String) -> LuaSyntax.Expression {
        (try? parseExpression(text)) ?? .invalid(SourceSpan(start: 0, end: 0))
    }

    @Test func `a manifest has its values with their places`() throws {
        let chunk = parse(
            """
            -- comment
            return {
              moondock = "1.0", [1.0] = true, ["a.b"] = { x = -5, y = 0x10, z = -1.5 },
              list = { "one", [[two]], "three" }, nothing = nil,
            }
            """)
        let table = try #require(try LiteralEvaluator.evaluate(chunk).table)
        #expect(table["moondock"]?.text == "1.0")
        #expect(table["a.b"]?.table?["x"]?.integer == -5)
        #expect(table["a.b"]?.table?["y"]?.integer == 16)
        #expect(table["a.b"]?.table?["z"]?.value == .float(-1.5))
        #expect(table["list"]?.table?.elements.map(\.text) == ["one", "two", "three"])
        #expect(table["nothing"] == nil)
        #expect(table.entries.map(\.key) == [.text("moondock"), .integer(1), .text("a.b"), .text("list")])
        #expect(table.entries.map { chunk.source.text(of: $0.keySpan) } == ["moondock", "1.0", "\"a.b\"", "list"])
        #expect(table["moondock"].map { chunk.source.text(of: $0.span) } == "\"1.0\"")
    }

    @Test(arguments: [
        ("f()", "a function call"), ("a:m()", "a method call"), ("x", "the variable 'x'"),
        ("a.b", "the field 'b' of a variable"), ("a[1]", "an index into a variable"), ("...", "'...'"),
        ("function() end", "a function"), ("'a' .. 'b'", "a calculation with '..'"),
        ("not true", "a calculation with 'not'"),
        ("-x", "a calculation with '-'"), ("{ a = (1 + 2) }", "a calculation with '+'"),
        ("{ [f()] = 1 }", "a function call"),
    ])
    func `what is not literal is named`(text: String, kind: String) throws {
        #expect(try refusals(text) == ["only constants are allowed here, not \(kind)"])
    }

    @Test func `every culprit is reported`() throws {
        #expect(try refusals("{ a = x, b = 1, c = { f(), 2 } }").count == 2)
        #expect(try refusals("{ a = 1, ['a'] = 2 }") == ["'a' is given twice"])
        #expect(try refusals("{ 'x', [1] = 'y' }") == ["[1] is given twice"])
        #expect(try refusals("{ 1, nil, 3 }") == ["nil in a list leaves a hole"])
        #expect(try refusals("{ [{}] = 1, [nil] = 2 }") == ["a table cannot be a key", "nil cannot be a key"])
    }

    @Test(arguments: ["", "local x = 1 return {}", "return", "return 1, 2", "f()", "return {} , x", "x = = 1"])
    func `a file that is more or less than one literal is rejected`(text: String) {
        #expect(throws: LiteralError.self) { try LiteralEvaluator.evaluate(parse(text)) }
    }
}
