import LuaSyntax
import Testing

func parse(_ text: String) -> Chunk {
    Parser.parse(LuaSource(name: "test.lua", text: text))
}

/// The messages of a chunk, each as `line: message`.
func messages(_ text: String) -> [String] {
    let chunk = parse(text)
    return chunk.diagnostics.map { "\(chunk.source.line(at: $0.span.start)): \($0.message)" }
}

/// The expression of `return expression`.
func parseExpression(_ text: String) throws -> LuaSyntax.Expression {
    let chunk = parse("return \(text)")
    try #require(chunk.isValid, "\(chunk.diagnostics)")
    guard case .return(let statement) = try #require(chunk.block.statements.first) else {
        throw NotAnExpression()
    }
    return try #require(statement.values.first)
}

struct NotAnExpression: Error {}
