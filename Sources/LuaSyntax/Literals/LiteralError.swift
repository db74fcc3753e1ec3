/// Thrown for an expression that is not literal; it has a diagnostic for every part that is not.
public struct LiteralError: Error, Hashable, Sendable {
    /// What is not literal, and keys given twice; at least one.
    public let diagnostics: [SyntaxDiagnostic]
}
