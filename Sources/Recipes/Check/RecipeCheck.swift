import LuaSyntax
import LuaValues
import RecipeLibraries
import WorkerProtocol

/// Finds in a recipe's sources, on every path and before anything runs, what would only fail in the middle of a
/// deployment: misspelt names, options no primitive takes, values of the wrong type, modules that do not exist.
struct RecipeCheck {
    let bundle: RunBundle
    let registry: PrimitiveRegistry
    let project: Project?
    /// The names of libraries that are not at hand, so that nothing can be said of their modules.
    var unknown: [String] = []
    /// The revisions of the declarations that the sources were written for; `nil` for those
    /// of now.
    var revisions: [String: Int]?
    /// Whether the recipes that libraries ship are looked at, besides the one that is run.
    var includesForeignRecipes = false

    /// What one look at the sources found.
    struct Result: Sendable {
        /// The problems, in order of file and line.
        var problems: [Diagnostic] = []
        /// The primitives the sources call.
        var primitives: [String: UsedPrimitive] = [:]
        /// What a person should know before the run begins.
        var warnings: [Diagnostic] = []
        /// What libraries call without requesting it.
        var undeclared: [Diagnostic] = []
        /// The hosts and secrets that are written out.
        var names: [NamedUse] = []
        /// The files that each file requires.
        var requirements: [String: Set<String>] = [:]

        mutating func add(_ other: Result) {
            problems += other.problems
            undeclared += other.undeclared
            warnings += other.warnings
            names += other.names
            requirements.merge(other.requirements) { $0.union($1) }
            primitives.merge(other.primitives) { $0.adding($1.calls) }
        }
    }

    /// A primitive that the sources call.
    struct UsedPrimitive: Sendable {
        /// The place of its first call.
        let place: Diagnostic.Excerpt?
        /// The calls there are.
        var calls: [CallOutline]

        func adding(_ more: [CallOutline]) -> UsedPrimitive { UsedPrimitive(place: place, calls: calls + more) }
    }

    /// Looks at the recipe, the modules it can require and the environment: at several files at once, since a project
    /// with many libraries has many.
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
            // What is not there yet may be made before it is needed.
            if result.primitives.keys.contains(where: Self.makers.contains) {
                result.problems.removeAll { $0.code == CallCheck.fileFault }
            }
            return result
        }
    }

    /// The primitives that can make files of the project.
    private static let makers: Set<String> = ["run_command", "write_file", "render"]

    /// How many parts the files are looked at in.
    private static let shares = 4

    private func look(at source: LuaSource, _ known: Set<String>, _ policy: Policy?) -> Result {
        var result = Result()
        let path = source.name
        let chunk = Parser.parse(source)
        let report = SourceReport(source)
        result.problems += chunk.diagnostics.map(report.syntax)
        guard chunk.isValid else { return result }
        let isEnvironment = path.hasPrefix("environments/") || path == VariableDeclarations.file
        let scopes = ScopeResolver.resolve(chunk)
        result.problems += NameCheck(
            chunk: chunk, scopes: scopes, known: isEnvironment ? ["secret"] : known, isData: isEnvironment,
            report: report
        ).problems()
        guard !isEnvironment else { return result }
        for site in chunk.calls(scopes) {
            guard let name = site.globalName else { continue }
            if let library = bundle.library(of: path), let problem = undeclared(name, library, report, site) {
                result.undeclared.append(problem)
            }
            if name == "require" {
                switch requirement(site, report, in: bundle.library(of: path)) {
                case .failure(let problem): result.problems.append(problem)
                case .success(let required?): result.requirements[path, default: []].insert(required)
                case .success(nil): break
                }
            }
            if let primitive = registry[name] {
                result.add(look(at: site, of: primitive, report, policy))
                result.names += NamedUse.all(in: site, of: primitive.declaration, path, report)
            } else if let function = BlockFunction.named(name) {
                result.problems += BlockCheck(function: function, site: site, report: report).problems()
            }
        }
        return result
    }

    /// Says so where a library calls what its own manifest does not request.
    private func undeclared(
        _ name: String, _ library: PinnedLibrary, _ report: SourceReport, _ site: CallSite
    ) -> Diagnostic? {
        guard let grant = registry[name]?.declaration.grant, !library.needs.keys.contains(where: { $0.name == grant })
        else { return nil }
        return report.problem(
            "not_granted",
            "\(library.id) may not call \(name): it does not request '\(grant.rawValue)' in its own manifest",
            at: site.nameSpan,
            hint: "its author has to name it there: needs = { … }; a project cannot grant what is not requested")
    }

    /// The recipe comes first: its problems are what a person looks for.
    private func isReadBefore(_ left: String, _ right: String) -> Bool {
        (left == bundle.recipe ? 0 : 1, left) < (right == bundle.recipe ? 0 : 1, right)
    }

    private func look(
        at site: CallSite, of primitive: any Primitive, _ report: SourceReport, _ policy: Policy?
    ) -> Result {
        let name = primitive.declaration.name
        let place = report.problem("call", name, at: site.nameSpan)
        var outline = CallOutline(literals: [:], isComplete: false)
        var result = Result()
        if let options = WrittenOption.all(in: site) {
            let check = CallCheck(
                primitive: primitive, fields: options, site: site, project: project, policy: policy, report: report)
            outline = check.outline
            // What was written for an earlier declaration is brought up to date when it is called.
            let isCurrent = revisions.map { ($0[name] ?? 1) >= primitive.declaration.revision } ?? true
            result.problems = isCurrent ? check.problems() : []
        } else if let function = BlockFunction.named(name) {
            result.problems = BlockCheck(function: function, site: site, report: report).problems()
        } else if let surplus = site.arguments.expressions.dropFirst().first(where: \.isSurelySomething) {
            var problem = report.problem(
                "invalid_option", "\(name) takes one argument, and here are \(site.arguments.expressions.count)",
                at: surplus.span, hint: "name each option: \(name) { key = value }")
            problem.page = name
            result.problems = [problem]
        }
        result.primitives[name] = UsedPrimitive(place: place.excerpt, calls: [outline])
        if let warning = primitive.warning(of: outline) {
            result.warnings.append(report.problem("warning", warning, at: site.nameSpan))
        }
        return result
    }

    /// The file that a call requires; `nil` where it is not at hand.
    private func requirement(
        _ site: CallSite, _ report: SourceReport, in library: PinnedLibrary?
    ) -> Swift.Result<String?, Diagnostic> {
        guard let argument = site.arguments.expressions.first else { return .success(nil) }
        guard case .string(let literal) = argument.withoutParentheses, let name = literal.text else {
            return .failure(
                report.problem(
                    "invalid_require", "require takes a name in quotes, not \(argument.kindDescription)",
                    at: argument.span, hint: "what a run uses must be known before it begins"))
        }
        if unknown.contains(where: { name == $0 || name.hasPrefix("\($0).") }) { return .success(nil) }
        switch ModuleSource.find(name, in: bundle, for: library?.id) {
        case .success(let source): return .success(source.chunk)
        case .failure(let error):
            return .failure(report.problem("no_module", error.message, at: argument.span, label: error.hint))
        }
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

    func syntax(_ problem: SyntaxDiagnostic) -> Diagnostic {
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
                position: SourcePosition(chunk: source.name, line: start.line), column: start.column,
                length: max(1, min(source.text(of: span).count, rest)), line: text, label: label),
            hint: hint)
    }
}
