/// What the parser noticed that may break a rule beyond the grammar; where it noticed nothing, no check need run.
struct SemanticTraits {
    var hasJumps = false
    var hasAttributes = false
    var declarationCount = 0
    var strayBreaks: [SourceSpan] = []

    /// Whether constants are declared, or enough locals to exceed a limit of Lua's, hidden ones included.
    var needsScopes: Bool { hasAttributes || declarationCount > FunctionScope.localLimit / 5 }
}

extension Chunk {
    /// The errors Lua's compiler finds in a chunk without syntax errors.
    func semanticErrors(_ traits: SemanticTraits) -> [SyntaxDiagnostic] {
        var errors = traits.strayBreaks.map { span in
            SyntaxDiagnostic(span: span, message: "break outside loop at line \(source.line(at: span.start))")
        }
        if traits.hasJumps { errors += JumpChecker.errors(in: self) }
        if traits.needsScopes { errors += ScopeResolver.resolve(self).errors }
        return errors
    }
}
