import LuaSyntax
public import LuaValues

/// The variables of a run: what is declared, and who says what of it, in one total order.
public struct VariableSet: Sendable {
    private let declarations: VariableDeclarations
    private let environment: DeploymentEnvironment
    private let parameters: [String: String]
    private let places: EnvironmentPlaces

    /// The variables of a run; `nil` where its project declares none.
    /// - Parameters:
    ///   - bundle: the run's sources.
    ///   - environment: its environment.
    ///   - parameters: the parameters as they were given.
    /// - Throws: `Diagnostic` where the declarations are wrong.
    public init?(of bundle: RunBundle, _ environment: DeploymentEnvironment, _ parameters: [String: String]) throws {
        guard let bytes = bundle.files[VariableDeclarations.file] else { return nil }
        declarations = try VariableDeclarations(LuaSource(name: VariableDeclarations.file, bytes: bytes))
        self.environment = environment
        self.parameters = parameters
        let path = environment.name.map { RunBundle.path(ofEnvironment: $0) } ?? ""
        places = EnvironmentPlaces(LuaSource(name: path, bytes: bundle.files[path] ?? []))
    }

    /// The names of the variables.
    public var names: [String] { declarations.all.map(\.name).sorted() }

    /// The declaration of a variable.
    public func declaration(_ name: String) -> VariableDeclaration? { declarations.all.first { $0.name == name } }

    private func host(_ name: String) -> LuaValue { environment.data["hosts"][name] }

    private func roles(of host: String) -> [String] {
        (self.host(host)["roles"].table?.items ?? []).compactMap(\.string)
    }

    /// Whether a host has a variable.
    private func has(_ declaration: VariableDeclaration, _ host: String) -> Bool {
        declaration.roles.isEmpty || roles(of: host).contains { declaration.roles.contains($0) }
    }

    /// All who give a variable a value, the one that counts most first.
    /// - Parameter host: the host; `nil` for what holds without one.
    public func candidates(_ name: String, host: String?) -> [VariableCandidate] {
        guard let declaration = declaration(name) else { return [] }
        var found: [VariableCandidate] = []
        func add(_ scope: VariableCandidate.Scope, _ value: LuaValue, _ place: String) {
            if value != .nil { found.append(VariableCandidate(scope: scope, value: value, place: place)) }
        }
        if let text = parameters[name] {
            add(.parameter, declaration.value(of: text) ?? .string(text), "--\(name) on the command line")
        }
        if let host {
            add(.host(host), self.host(host)["vars"][name], places.place(["hosts", host, "vars", name]))
            for role in roles(of: host) {
                add(.role(role), environment.data["roles"][role][name], places.place(["roles", role, name]))
            }
        }
        add(
            .environment(environment.name ?? ""), environment.data["variables"][name],
            places.place(["variables", name]))
        if let fallback = declaration.fallback {
            add(.defaults, fallback, "\(VariableDeclarations.file):\(declaration.fallbackLine)")
        }
        return found
    }

    /// What a variable is.
    /// - Returns: `nil` where nobody says.
    /// - Throws: `Diagnostic` where two say something and none of them counts more, or where a value is not of its type.
    public func resolve(_ name: String, host: String?) throws(Diagnostic) -> VariableCandidate? {
        let all = candidates(name, host: host)
        guard let first = all.first else { return nil }
        let ties = all.filter { $0.scope.rank == first.scope.rank }
        let whose = host.map { " of \($0)" } ?? ""
        guard ties.count == 1 else {
            throw Diagnostic(
                code: "variable.tie",
                message:
                    "\(name)\(whose) is given by \(ties.map(\.scope.text).joined(separator: " and ")), and neither "
                    + "counts more",
                details: ties.map { "\($0.scope.text)  \($0.shown)  \($0.place)" },
                hint: "say it at the host, or at one of the roles")
        }
        if let fault = declaration(name)?.fault(in: first.value) {
            throw Diagnostic(
                code: "variable.type", message: "\(fault) (\(first.scope.text), \(first.place))",
                hint: declaration(name)?.help)
        }
        return first
    }

    /// The values for a host, or without one.
    /// - Throws: `Diagnostic`.
    public func values(host: String?) throws(Diagnostic) -> LuaTable {
        var table = LuaTable()
        for declaration in declarations.all where host.map({ has(declaration, $0) }) ?? true {
            if let found = try resolve(declaration.name, host: host) {
                table[declaration.name] = found.value
            } else if host != nil || declaration.roles.isEmpty && environment.hosts.isEmpty {
                throw missing(declaration, host)
            }
        }
        return table
    }

    private func missing(_ declaration: VariableDeclaration, _ host: String?) -> Diagnostic {
        let file = environment.name.map { RunBundle.path(ofEnvironment: $0) } ?? "an environment"
        return Diagnostic(
            code: "variable.missing",
            message: "\(declaration.name)\(host.map { " of \($0)" } ?? "") has no value; \(VariableDeclarations.file):"
                + "\(declaration.line) declares it without a default",
            hint: "give it in \(file): variables = { \(declaration.name) = … }"
                + (host == nil ? "" : ", or at a role or the host"))
    }

    /// What is wrong, so that no run can begin: ties, values of a wrong type, what is missing, and names nobody declares.
    public func faults() -> [Diagnostic] {
        var faults = undeclared()
        let hosts: [String?] = environment.hosts.isEmpty ? [nil] : environment.hosts.keys.sorted()
        for declaration in declarations.all {
            var seen: Set<String> = []
            for host in hosts where host.map({ has(declaration, $0) }) ?? true {
                do throws(Diagnostic) {
                    if try resolve(declaration.name, host: host) == nil { throw missing(declaration, host) }
                } catch {
                    // A fault of the environment's own value is one, however many hosts there are.
                    if seen.insert(error.message).inserted { faults.append(error) }
                }
            }
        }
        return faults
    }

    private func undeclared() -> [Diagnostic] {
        var given: [(name: String, path: [String])] = []
        func collect(_ value: LuaValue, _ path: [String]) {
            for name in (value.table?.fields ?? [:]).keys.sorted() { given.append((name, path + [name])) }
        }
        collect(environment.data["variables"], ["variables"])
        for role in (environment.data["roles"].table?.fields ?? [:]).keys.sorted() {
            collect(environment.data["roles"][role], ["roles", role])
        }
        for name in environment.hosts.keys.sorted() { collect(host(name)["vars"], ["hosts", name, "vars"]) }
        return given.filter { declaration($0.name) == nil }.map { name, path in
            let nearest = Suggestion.nearest(to: name, among: names)
            return Diagnostic(
                code: "variable.undeclared",
                message: "\(places.place(path)) gives '\(name)', which \(VariableDeclarations.file) does not declare",
                hint: nearest.map { "did you mean '\($0)'?" } ?? "declare it there, with its type")
        }
    }
}

extension LuaValue {
    fileprivate subscript(key: String) -> LuaValue { table?[key] ?? .nil }
}
