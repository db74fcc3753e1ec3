import Journal
public import LuaValues

/// What `environments/<name>.lua` says: data for the recipe, and the hosts it deploys to.
public struct DeploymentEnvironment: Hashable, Sendable {
    /// The environment's name; `nil` where the run has none.
    public let name: String?
    /// The data as the recipe sees it, with `name` added.
    public let data: LuaTable
    /// The hosts by name.
    public let hosts: [String: Host]
    /// The members of each group of approvers.
    public let groups: [String: [String]]
    /// How runs in this environment keep out of each other's way; `nil` where they need not.
    public let deploymentLock: LockRules?

    /// The environment of a run that names none.
    public static let none = DeploymentEnvironment(name: nil, data: LuaTable(), hosts: [:], groups: [:], lock: nil)

    private init(
        name: String?, data: LuaTable, hosts: [String: Host], groups: [String: [String]], lock: LockRules?
    ) {
        self.name = name
        self.data = data
        self.hosts = hosts
        self.groups = groups
        deploymentLock = lock
    }

    /// Reads the data of an environment file.
    /// - Parameter facets: what capabilities read of hosts.
    /// - Throws: `OptionError` when `hosts`, `groups` or `deployment_lock` are not as they should be.
    public init(name: String, data: LuaValue, facets: [AnyOption] = []) throws(OptionError) {
        guard case .table(var table) = data, table.items.isEmpty else {
            throw OptionError("environment '\(name)' must return a table with names as keys", option: "return")
        }
        table["name"] = .string(name)
        self.name = name
        self.data = table
        hosts = try Self.hosts(table["hosts"], facets)
        deploymentLock = try LockRules(table["deployment_lock"])
        groups =
            table["groups"] == .nil
            ? [:] : try OptionType.dictionary(of: .list(of: .name)).parse(table["groups"], OptionPath("groups"))
    }

    private static func hosts(_ value: LuaValue, _ facets: [AnyOption]) throws(OptionError) -> [String: Host] {
        if value == .nil { return [:] }
        var hosts: [String: Host] = [:]
        let records = try OptionType.dictionary(of: .record("a table", Host.options + facets))
            .parse(value, OptionPath("hosts"))
        for (name, record) in records { hosts[name] = try Host(name: name, record) }
        return hosts
    }

    /// Names with each group replaced by its members; a name that is no group stays, as a user or system group. A group
    /// without members stands for nobody.
    public func people(in names: [String]) -> [String] {
        var result: [String] = []
        for name in names {
            let members = groups[name] ?? [name]
            for person in members.isEmpty ? [ApprovalRequest.nobody(in: "the empty group \(name)")] : members
            where !result.contains(person) { result.append(person) }
        }
        return result
    }
}
