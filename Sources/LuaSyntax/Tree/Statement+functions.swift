/// `function a.b:c(…) … end`.
public final class FunctionStatement: Sendable {
    /// The variable the name begins with.
    public let base: Identifier
    /// The names after dots.
    public let members: [Identifier]
    /// The name after a colon; such a function has a `self`.
    public let method: Identifier?
    /// Parameters and statements.
    public let body: FunctionBody
    /// The whole statement.
    public let span: SourceSpan

    init(base: Identifier, members: [Identifier], method: Identifier?, body: FunctionBody, span: SourceSpan) {
        self.base = base
        self.members = members
        self.method = method
        self.body = body
        self.span = span
    }

    /// The name as written without spaces, such as `a.b:c`.
    public var fullName: String {
        let dotted = ([base] + members).map(\.text).joined(separator: ".")
        return method.map { "\(dotted):\($0.text)" } ?? dotted
    }
}

/// `local function f(…) … end`.
public final class LocalFunctionStatement: Sendable {
    /// The declared name, which the body sees.
    public let name: Identifier
    /// Parameters and statements.
    public let body: FunctionBody
    /// The whole statement.
    public let span: SourceSpan

    init(name: Identifier, body: FunctionBody, span: SourceSpan) {
        self.name = name
        self.body = body
        self.span = span
    }
}

/// `return …`.
public final class ReturnStatement: Sendable {
    /// The values.
    public let values: [Expression]
    /// The whole statement, with a semicolon that ends it.
    public let span: SourceSpan

    init(values: [Expression], span: SourceSpan) {
        self.values = values
        self.span = span
    }
}
