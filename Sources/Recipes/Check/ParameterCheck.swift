import LuaSyntax

/// Compares the parameters that are given to a run with those its recipe declares, before anything is done: a recipe
/// that declares them late, or not at all, would have acted by then, and a misspelt option would be lost.
struct ParameterCheck {
    let bundle: RunBundle

    /// - Throws: `Diagnostic` for a parameter that the recipe does not have.
    func check(_ given: some Sequence<String>) throws {
        let given = given.sorted()
        guard !given.isEmpty, let bytes = bundle.source(of: bundle.recipe) else { return }
        let chunk = Parser.parse(LuaSource(name: bundle.recipe, bytes: bytes))
        // What does not parse is reported by the check of the sources.
        guard chunk.isValid else { return }
        let scopes = ScopeResolver.resolve(chunk)
        guard scopes.globals.contains(where: { $0.identifier.text == "recipe" }) else {
            throw problem(given[0], known: [])
        }
        guard let declared = Self.declared(in: chunk, scopes) else { return }
        if let unknown = given.first(where: { !declared.contains($0) }) { throw problem(unknown, known: declared) }
    }

    /// The names of the parameters; `nil` where only a run can show.
    private static func declared(in chunk: Chunk, _ scopes: ScopeResolution) -> [String]? {
        let headers = chunk.calls(scopes).filter { $0.globalName == "recipe" }
        guard headers.count == 1, let header = headers[0].options, header.fields.allSatisfy({ $0.name != nil })
        else { return nil }
        guard let field = header.field(named: "params") else { return [] }
        guard case .table(let parameters) = field.value.withoutParentheses else { return nil }
        let names = parameters.fields.map(\.name)
        return names.contains(nil) ? nil : names.compactMap { $0 }
    }

    private func problem(_ name: String, known: [String]) -> Diagnostic {
        let nearest = Suggestion.nearest(to: name, among: known)
        let takes =
            known.isEmpty
            ? "it takes none: a recipe declares them with recipe { params = { … } }"
            : "it has " + known.sorted().map { "--\($0)" }.joined(separator: ", ")
        return Diagnostic(
            code: "unknown_parameter", message: "recipe: the recipe has no parameter '\(name)'",
            hint: nearest.map { "did you mean --\($0)?" } ?? takes)
    }
}
