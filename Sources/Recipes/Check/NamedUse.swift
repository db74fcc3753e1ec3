import Journal
import LuaSyntax
import LuaValues

/// A host or a secret that a source names: whether there is one is seen before the run.
struct NamedUse: Sendable {
    enum Kind: Hashable, Sendable {
        case host
        case secret
    }

    let kind: Kind
    let name: String
    /// The file that names it.
    let file: String
    private let caller: String
    private let place: Diagnostic.Excerpt?

    /// What a call of a primitive names.
    static func all(
        in site: CallSite, of declaration: PrimitiveDeclaration, _ file: String, _ report: SourceReport
    ) -> [NamedUse] {
        guard let fields = WrittenOption.all(in: site) else { return [] }
        return fields.compactMap { field in
            guard let key = field.isFirst ? declaration.positional : field.key,
                let kind = declaration.options.first(where: { $0.key == key })?.names,
                let name = LuaValue(literal: field.value)?.string
            else { return nil }
            let place = report.problem("name", "", at: field.value.span).excerpt
            return NamedUse(kind: kind, name: name, file: file, caller: declaration.name, place: place)
        }
    }

    private init(kind: Kind, name: String, file: String, caller: String, place: Diagnostic.Excerpt?) {
        self.kind = kind
        self.name = name
        self.file = file
        self.caller = caller
        self.place = place
    }

    /// Says so where there is no such host, or where the secret has no value.
    func fault(in environment: DeploymentEnvironment, _ secrets: SecretStore) -> Diagnostic? {
        let error: StepError? =
            switch kind {
            case .host: environment.hosts[name] == nil ? environment.unknownHost(name) : nil
            case .secret: secrets.fault(of: name)
            }
        return error.map { error in
            let message = kind == .secret ? error.message : "\(caller): \(error.message)"
            return Diagnostic(code: error.code, message: message, excerpt: place, hint: error.hint)
        }
    }
}

extension RecipeCheck.Result {
    /// What the recipe and all that it requires name. What other files of the project name may not be there.
    func namedUses(from recipe: String) -> [NamedUse] {
        var reached: Set<String> = [recipe]
        var open = [recipe]
        while let file = open.popLast() {
            for required in requirements[file] ?? [] where reached.insert(required).inserted { open.append(required) }
        }
        return names.filter { reached.contains($0.file) }
    }
}

extension DeploymentEnvironment {
    /// The failure of who requests a host that is not there.
    public func unknownHost(_ name: String) -> StepError {
        let nearest = Suggestion.nearest(to: name, among: hosts.keys)
        let known = hosts.keys.sorted().joined(separator: ", ")
        let whose = self.name.map { "the environment '\($0)'" } ?? "a run without an environment"
        let file = self.name.map(RunBundle.path(ofEnvironment:))
        return StepError(
            code: "unknown_host", "\(whose) has no host '\(name)'",
            hint: nearest.map { "did you mean '\($0)'?" }
                ?? (known.isEmpty
                    ? file.map { "add it to hosts in \($0)" } ?? "name an environment that has it: --env NAME"
                    : "it has \(known)"),
            fields: ["option": "host", "host": .string(name)])
    }
}
