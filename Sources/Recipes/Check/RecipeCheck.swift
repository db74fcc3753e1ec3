import LuaRuntime
import LuaSyntax
import RecipeLibraries
import RecipeWorker

/// Finds in a recipe's sources, on every path and before anything runs, what would only fail in the middle of a
/// deployment: misspelt names, options no primitive takes, values of the wrong type, modules that do not exist.
struct RecipeCheck {
    let bundle: RunBundle
    let registry: PrimitiveRegistry
    let project: Project?
    /// The names of libraries that are not at hand, so that nothing can be said of their modules.
    var unknown: [String] = []
    /// Whether the recipes that libraries ship are looked at, besides the one that is run.
    var includesForeignRecipes = false

    /// What one look at the sources found.
    struct Result: Sendable {
        /// The problems, in order of file and line.
        var problems: [Diagnostic] = []
        /// The primitives the sources call, each with the place of its first call.
        var primitives: [String: Diagnostic.Excerpt] = [:]
        /// What libraries call without asking for it.
        var unasked: [Diagnostic] = []

        mutating func add(_ other: Result) {
            problems += other.problems
            unasked += other.unasked
            primitives.merge(other.primitives) { first, _ in first }
        }
    }

    /// Looks at the recipe, the modules it can require and the environment: at several files at once, since a project with
    /// many libraries has many.
    func run() async -> Result {
        let files = bundle.sources
            .filter { includesForeignRecipes || $0.key == bundle.recipe || !$0.key.contains(":recipes/") }
            .sorted { isReadBefore($0.key, $1.key) }
        let known = RecipeGlobals.all(with: registry)
        let policy = bundle.policy
        let share = max(1, (files.count + Self.shares - 1) / Self.shares)
        return await withTaskGroup(of: (Int, Result).self) { group in
            for start in stride(from: 0, to: files.count, by: share) {
                group.addTask {
                    var result = Result()
                    for (path, bytes) in files[start..<min(start + share, files.count)] {
                        result.add(look(at: LuaSource(name: path, bytes: bytes), known, policy))
                    }
                    return (start, result)
                }
            }
            let parts = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            var result = Result()
            for (_, part) in parts.sorted(by: { $0.key < $1.key }) { result.add(part) }
            return result
        }
    }

    /// How many parts the files are looked at in.
    private static let shares = 4

    private func look(at source: LuaSource, _ known: Set<String>, _ policy: Policy?) -> Result {
        var result = Result()
        let path = source.name
        let chunk = Parser.parse(source)
        let report = SourceReport(source)
        result.problems += chunk.diagnostics.map(report.syntax)
        guard chunk.isValid else { return result }
        let isEnvironment = path.hasPrefix("environments/")
        let scopes = ScopeResolver.resolve(chunk)
        result.problems += NameCheck(
            chunk: chunk, scopes: scopes, known: isEnvironment ? ["secret"] : known, isData: isEnvironment,
            report: report
        ).problems()
        guard !isEnvironment else { return result }
        for site in chunk.calls(scopes) {
            guard let name = site.globalName else { continue }
            if let library = bundle.library(of: path), let refusal = unasked(name, library, report, site) {
                result.unasked.append(refusal)
            }
            if registry[name] != nil, result.primitives[name] == nil {
                result.primitives[name] = report.problem("call", name, at: site.nameSpan).excerpt
            }
            result.problems += problems(of: site, name, report, in: bundle.library(of: path), policy)
        }
        return result
    }

    /// Says so where a library calls what its own manifest does not ask for.
    private func unasked(
        _ name: String, _ library: PinnedLibrary, _ report: SourceReport, _ site: CallSite
    ) -> Diagnostic? {
        guard let grant = registry[name]?.declaration.grant, !library.needs.keys.contains(where: { $0.name == grant })
        else { return nil }
        return report.problem(
            "not_granted",
            "\(library.id) may not call \(name): it does not ask for '\(grant.rawValue)' in its own manifest",
            at: site.nameSpan,
            hint: "its author has to name it there: needs = { … }; a project cannot grant what is not asked for")
    }

    /// The recipe comes first: its problems are what a person looks for.
    private func isReadBefore(_ left: String, _ right: String) -> Bool {
        (left == bundle.recipe ? 0 : 1, left) < (right == bundle.recipe ? 0 : 1, right)
    }

    private func problems(
        of site: CallSite, _ name: String, _ report: SourceReport, in library: PinnedLibrary?, _ policy: Policy?
    ) -> [Diagnostic] {
        if name == "require" { return requirement(site, report, in: library).map { [$0] } ?? [] }
        guard let primitive = registry[name], let options = site.options else { return [] }
        return CallCheck(
            primitive: primitive, options: options, site: site, project: project, policy: policy, report: report
        ).problems()
    }

    private func requirement(_ site: CallSite, _ report: SourceReport, in library: PinnedLibrary?) -> Diagnostic? {
        guard let argument = site.arguments.expressions.first else { return nil }
        guard case .string(let literal) = argument.withoutParentheses, let name = literal.text else {
            return report.problem(
                "invalid_require", "require takes a name in quotes, not \(argument.kindDescription)", at: argument.span,
                hint: "what a run uses must be known before it begins")
        }
        if unknown.contains(where: { name == $0 || name.hasPrefix("\($0).") }) { return nil }
        guard case .failure(let error) = ModuleSource.find(name, in: bundle, for: library?.id) else { return nil }
        return report.problem("no_module", error.message, at: argument.span, label: error.hint)
    }
}

/// Makes diagnostics for one source file.
struct SourceReport {
    private let source: LuaSource

    init(_ source: LuaSource) { self.source = source }

    /// The name that was probably meant where another one is written.
    func nearest(_ span: SourceSpan, among names: [String]) -> String? {
        let written = source.text(of: span).prefix { $0 != " " && $0 != "=" }.filter { !"[]\"'".contains($0) }
        return Suggestion.nearest(to: String(written), among: names)
    }

    func syntax(_ problem: LuaSyntax.Diagnostic) -> Diagnostic {
        self.problem("syntax", problem.message, at: problem.span)
    }

    func problem(
        _ code: String, _ message: String, at span: SourceSpan, label: String? = nil, hint: String? = nil
    ) -> Diagnostic {
        let start = source.position(at: span.start)
        let line = source.line(at: span.start)
        let text = source.text(of: source.span(ofLine: line))
        let rest = max(1, text.count - start.column + 1)
        return Diagnostic(
            code: code, message: message,
            excerpt: Diagnostic.Excerpt(
                position: RecipeWorker.SourcePosition(chunk: source.name, line: start.line), column: start.column,
                length: max(1, min(source.text(of: span).count, rest)), line: text, label: label),
            hint: hint)
    }
}
