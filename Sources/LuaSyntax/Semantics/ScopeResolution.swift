/// What every name of a chunk means.
public struct ScopeResolution: Sendable {
    /// All locals in the order of their declaration.
    public let declarations: [LocalDeclaration]

    /// All uses of variables in the order of the source.
    public let uses: [NameUse]

    /// Assignments to constants and excess of Lua's limits, which Lua does not compile.
    let errors: [SyntaxDiagnostic]

    /// The uses that are globals.
    public var globals: some Sequence<NameUse> {
        uses.lazy.filter { $0.target == .global }
    }

    /// The use a name stands for; `nil` for names that are no variables, such as fields, and for declarations.
    /// - Parameter identifier: A name from the resolved chunk.
    public func use(of identifier: Identifier) -> NameUse? {
        var low = 0
        var high = uses.count
        while low < high {
            let middle = (low + high) / 2
            let start = uses[middle].identifier.span.start
            if start == identifier.span.start { return uses[middle] }
            if start < identifier.span.start { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The local a name refers to; `nil` when it is none.
    /// - Parameter identifier: A name from the resolved chunk.
    public func declaration(of identifier: Identifier) -> LocalDeclaration? {
        if case .local(let id) = use(of: identifier)?.target { declarations[id] } else { nil }
    }

    /// Whether a name refers to a global.
    /// - Parameter identifier: A name from the resolved chunk.
    public func isGlobal(_ identifier: Identifier) -> Bool {
        use(of: identifier)?.target == .global
    }
}
