public import LuaValues

/// A machine of an environment: its name, what it is for, and what capabilities read of it.
///
/// What a capability needs to know of a machine, such as where its Docker Engine is, is a facet: the capability's
/// primitives declare it (``Primitive/hostFacets``) and read it.
public struct Host: Hashable, Sendable {
    /// The name recipes use.
    public let name: String
    /// What it is for.
    public let roles: [String]
    /// The address ports are published on; `nil` for all addresses of the machine.
    public let address: String?
    /// The recipe's own values.
    public let variables: [String: LuaValue]
    private let facets: [String: LuaValue]

    static let rolesOption = PrimitiveOption<[String]>.defaulted(
        "roles", .list(of: .name), [], shown: "none", "what it is for; hosts { role = … } finds it by them")
    static let addressOption = PrimitiveOption<String?>.optional(
        "address", .publishedAddress, "IP address that ports are published on; else all of the machine")
    static let variablesOption = PrimitiveOption<[String: LuaValue]>.defaulted(
        "vars", .dictionary(of: .any), [:], shown: "none", "values of the recipe's own")

    /// The keys of a host in an environment's file that every host has.
    public static var options: [AnyOption] { [rolesOption.erased, addressOption.erased, variablesOption.erased] }

    /// Makes a host.
    /// - Parameter facets: what capabilities read, by its keys.
    public init(
        name: String, roles: [String] = [], address: String? = nil, variables: [String: LuaValue] = [:],
        facets: [String: LuaValue] = [:]
    ) {
        self.name = name
        self.roles = roles
        self.address = address
        self.variables = variables
        self.facets = facets
    }

    init(name: String, _ record: OptionValues) throws(OptionError) {
        let own = Set(Self.options.map(\.key))
        do throws(StepError) {
            self.init(
                name: name, roles: try record[Self.rolesOption], address: try record[Self.addressOption],
                variables: try record[Self.variablesOption],
                facets: record.given.fields.filter { !own.contains($0.key) })
        } catch {
            throw OptionError(error.message, option: name)
        }
    }

    /// What a capability reads of it; `nil` where the environment says nothing.
    /// - Throws: `StepError` with code `invalid_environment`.
    public func facet<Value>(_ option: PrimitiveOption<Value?>) throws(StepError) -> Value? {
        guard let value = facets[option.key], value != .nil else { return nil }
        do throws(OptionError) {
            return try option.type.parse(value, OptionPath("hosts.\(name).\(option.key)"))
        } catch {
            throw StepError(code: "invalid_environment", error.message, hint: error.hint)
        }
    }
}

extension DeploymentEnvironment {
    /// The hosts of a role, or all, in the order of their names.
    /// - Throws: `StepError` with code `unknown_role` where no host has it.
    public func hosts(of role: String?) throws(StepError) -> [Host] {
        let all = hosts.values.sorted { $0.name < $1.name }
        guard let role else { return all }
        let found = all.filter { $0.roles.contains(role) }
        guard found.isEmpty else { return found }
        let roles = Set(all.flatMap(\.roles)).sorted()
        let whose = name.map { "of the environment '\($0)'" } ?? "of a run without an environment"
        let nearest = Suggestion.nearest(to: role, among: roles)
        throw StepError(
            code: "unknown_role", "no host \(whose) has the role '\(role)'",
            hint: roles.isEmpty
                ? "give hosts roles in its file: roles = { \"\(role)\" }"
                : (nearest.map { "did you mean '\($0)'? " } ?? "")
                    + "the roles there are: \(roles.joined(separator: ", "))",
            fields: ["option": "role", "role": .string(role)])
    }
}
