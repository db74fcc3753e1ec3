/// Resolves every use of a variable to the local it means or to a global (reference manual §3.5).
public struct ScopeResolver {
    let source: LuaSource
    private var declarations: [LocalDeclaration] = []
    private var uses: [NameUse] = []
    private var errors: [SyntaxDiagnostic] = []
    /// Locals in scope, innermost last.
    private var inScope: [Int] = []
    private var visible: [String: [Int]] = [:]
    private var functions: [FunctionScope]
    /// Constants with a literal value, which Lua compiles in place and so never captures.
    private var inlinedConstants: Set<Int> = []

    /// Resolves a chunk; parts with syntax errors are left out.
    /// - Parameter chunk: The chunk to resolve.
    public static func resolve(_ chunk: Chunk) -> ScopeResolution {
        var resolver = ScopeResolver(source: chunk.source)
        resolver.resolve(chunk.block)
        return ScopeResolution(
            declarations: resolver.declarations,
            uses: resolver.uses.sorted { $0.identifier.span.start < $1.identifier.span.start },
            errors: resolver.errors)
    }

    private init(source: LuaSource) {
        self.source = source
        functions = [FunctionScope(start: nil, firstLocal: 0)]
    }
}

// MARK: Scopes

extension ScopeResolver {
    mutating func withScope(_ body: (inout ScopeResolver) -> Void) {
        let outer = inScope.count
        body(&self)
        while inScope.count > outer {
            let id = inScope.removeLast()
            visible[declarations[id].identifier.text]?.removeLast()
        }
    }

    mutating func withHiddenLocals(_ count: Int, _ body: (inout ScopeResolver) -> Void) {
        functions[functions.count - 1].hiddenLocals += count
        checkLocalLimit(at: nil)
        body(&self)
        functions[functions.count - 1].hiddenLocals -= count
    }

    mutating func withFunction(at start: Int, _ body: (inout ScopeResolver) -> Void) {
        functions.append(FunctionScope(start: start, firstLocal: inScope.count))
        withScope(body)
        functions.removeLast()
    }

    @discardableResult
    mutating func declare(
        _ identifier: Identifier, kind: LocalDeclaration.Kind, attribute: LocalStatement.Attribute? = nil
    ) -> Int {
        let id = declarations.count
        declarations.append(
            LocalDeclaration(
                id: id, identifier: identifier, kind: kind, attribute: attribute,
                functionDepth: functions.count - 1))
        inScope.append(id)
        visible[identifier.text, default: []].append(id)
        checkLocalLimit(at: identifier.span)
        return id
    }

    var lastDeclaration: Int { declarations.count - 1 }

    mutating func markInlined(_ id: Int) {
        inlinedConstants.insert(id)
    }

    private mutating func checkLocalLimit(at span: SourceSpan?) {
        let scope = functions[functions.count - 1]
        let count = inScope.count - scope.firstLocal + scope.hiddenLocals
        guard count > FunctionScope.localLimit, !scope.hasReportedLocals else { return }
        functions[functions.count - 1].hasReportedLocals = true
        reportLimit("local variables", FunctionScope.localLimit, in: scope, at: span)
    }

    private mutating func reportLimit(_ what: String, _ limit: Int, in scope: FunctionScope, at span: SourceSpan?) {
        let fallback = inScope.last.map { declarations[$0].identifier.span } ?? SourceSpan(start: 0, end: 0)
        let place = scope.description(in: source)
        errors.append(
            SyntaxDiagnostic(span: span ?? fallback, message: "too many \(what) (limit is \(limit)) in \(place)"))
    }
}

// MARK: Uses

extension ScopeResolver {
    mutating func use(_ identifier: Identifier, _ access: NameUse.Access) {
        let target = target(of: identifier)
        uses.append(
            NameUse(
                identifier: identifier, access: access, target: target, functionDepth: functions.count - 1))
        guard case .local(let id) = target else { return }
        if access != .write {
            declarations[id].isRead = true
        } else if declarations[id].attribute != nil {
            let related = SyntaxDiagnostic.Related(span: declarations[id].identifier.span, message: "declared here")
            errors.append(
                SyntaxDiagnostic(
                    span: identifier.span, message: "attempt to assign to const variable '\(identifier.text)'",
                    related: [related]))
        }
    }

    private mutating func target(of identifier: Identifier) -> NameUse.Target {
        if let id = visible[identifier.text]?.last {
            capture(id, declaredAt: declarations[id].functionDepth, at: identifier.span)
            return .local(id)
        }
        if identifier.text == "_ENV" { return .environment }
        if let environment = visible["_ENV"]?.last {
            capture(environment, declaredAt: declarations[environment].functionDepth, at: identifier.span)
            declarations[environment].isRead = true
            return .field(ofEnvironment: environment)
        }
        capture(FunctionScope.environment, declaredAt: -1, at: identifier.span)
        return .global
    }

    private mutating func capture(_ id: Int, declaredAt depth: Int, at span: SourceSpan) {
        guard depth < functions.count - 1, !inlinedConstants.contains(id) else { return }
        if id >= 0 { declarations[id].isCaptured = true }
        for level in stride(from: functions.count - 1, to: depth, by: -1) {
            guard functions[level].upvalues.insert(id).inserted else { return }
            guard functions[level].upvalues.count > FunctionScope.upvalueLimit,
                !functions[level].hasReportedUpvalues
            else { continue }
            functions[level].hasReportedUpvalues = true
            reportLimit("upvalues", FunctionScope.upvalueLimit, in: functions[level], at: span)
        }
    }
}
