public import LuaSyntax
public import RecipeLibraries

extension Diagnostic {
    /// What is wrong with a manifest: the first problem, with the others after it.
    public init(_ error: ManifestError) {
        let report = SourceReport(error.source)
        let problems = error.problems.map { problem in
            let nearest = problem.candidates.isEmpty ? nil : report.nearest(problem.span, among: problem.candidates)
            return report.problem(
                "invalid_manifest", problem.message, at: problem.span, label: nearest.map { "did you mean '\($0)'?" },
                hint: nearest == nil ? problem.hint : nil)
        }
        self = problems.first ?? Diagnostic(code: "invalid_manifest", message: "\(error.source.name) cannot be read")
        others = Array(problems.dropFirst())
    }

    /// An error about something that stands in a file.
    /// - Parameters:
    ///   - code: the kind of error.
    ///   - message: what was wrong, and further lines of details.
    ///   - span: the bytes at fault.
    ///   - source: the file.
    ///   - hint: what to do.
    public init(code: String, message: String, at span: SourceSpan, in source: LuaSource, hint: String?) {
        let lines = message.split(separator: "\n").map(String.init)
        self = SourceReport(source).problem(code, lines.first ?? "", at: span, hint: hint)
        details = Array(lines.dropFirst())
    }

    /// The libraries that lack grants, all of them.
    /// - Parameter undeclared: what libraries call without requesting it.
    init?(missingGrantsOf libraries: LibrarySet, undeclared: [Diagnostic]) {
        let ungranted = libraries.libraries.values.sorted { $0.id < $1.id }.flatMap { library in
            library.missingGrants.map { missing in
                "\(library.id) requests '\(missing.need)' (\(missing.reason)), and \(Project.manifest) does not grant it"
            } + libraries.missingPassages(of: library.id).map(\.description)
        }
        guard let first = ungranted.first else {
            guard let first = undeclared.first else { return nil }
            self = first
            others = Array(undeclared.dropFirst())
            return
        }
        self.init(
            code: "not_granted", message: first, details: Array(ungranted.dropFirst()),
            hint: "grant it in \(Project.manifest): grants = { … } of the library, or do without the library")
        others = undeclared
    }
}
