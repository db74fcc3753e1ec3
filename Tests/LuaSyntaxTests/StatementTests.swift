import LuaSyntax
import Testing

@Suite("Statements")
struct StatementTests {
    @Test func `each statement is distinguished and covers its bytes`() {
        let texts = [
            ";", "local a <const>, b = 1", "d, b.c = 1, 2", "f(1)", "do x() end", "while a do end",
            "repeat local x = 1 until x", "if a then b() elseif c then else end", "for i = 1, 2, 3 do end",
            "for k, v in pairs(t) do end", "function a.b:c(x, ...) end", "local function f() end", "goto done",
            "::done::", "return 1, 2;",
        ]
        let chunk = parse(texts.joined(separator: "\n"))
        #expect(chunk.diagnostics == [])
        #expect(chunk.block.statements.map { chunk.source.text(of: $0.span) } == texts)
    }

    @Test func `functions know their names parameters and bodies`() throws {
        let chunk = parse("function a.b:c(x, ...) local y end")
        guard case .function(let function) = chunk.block.statements[0] else { throw NotAnExpression() }
        #expect(function.fullName == "a.b:c")
        #expect(function.body.parameters.map(\.text) == ["x"])
        #expect(function.body.vararg != nil)
        #expect(chunk.source.text(of: function.body.parametersSpan) == "(x, ...)")
        #expect(function.body.block.statements.count == 1)
    }

    @Test func `branches and loops keep their parts`() throws {
        let chunk = parse("if a then elseif b then x() else y() z() end for i = 1, 2 do end")
        guard case .if(let statement) = chunk.block.statements[0],
            case .numericFor(let loop) = chunk.block.statements[1]
        else { throw NotAnExpression() }
        #expect(statement.branches.map(\.condition.outline) == ["a", "b"])
        #expect(statement.branches.map(\.block.statements.count) == [0, 1])
        #expect(statement.otherwise?.statements.count == 2)
        #expect([loop.first.outline, loop.last.outline] == ["1", "2"])
        #expect(loop.step == nil)
    }
}
