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
    /// - Throws: `OptionError` when `hosts`, `groups` or `deployment_lock` are not as they should be.
    public init(name: String, data: LuaValue) throws(OptionError) {
        guard case .table(var table) = data, table.items.isEmpty else {
            throw OptionError("environment '\(name)' must return a table with names as keys", option: "return")
        }
        table["name"] = .string(name)
        self.name = name
        self.data = table
        hosts = try Self.hosts(table["hosts"])
        deploymentLock = try LockRules(table["deployment_lock"])
        groups =
            table["groups"] == .nil
            ? [:] : try OptionType.dictionary(of: .list(of: .name)).parse(table["groups"], OptionPath("groups"))
    }

    private static func hosts(_ value: LuaValue) throws(OptionError) -> [String: Host] {
        if value == .nil { return [:] }
        var hosts: [String: Host] = [:]
        let records = try OptionType.dictionary(of: .record("a table", Host.options))
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

/// A machine that containers run on.
public struct Host: Hashable, Sendable {
    /// The name recipes use.
    public let name: String
    /// The engine's URL; `nil` for the engine that answers here.
    public let engine: String?
    /// The address ports are published on; `nil` for all addresses of the machine.
    public let address: String?

    static let engineOption = PrimitiveOption<String?>.optional("engine", .name, "URL of the Docker Engine")
    static let addressOption = PrimitiveOption<String?>.optional(
        "address", .publishedAddress, "IP address that ports are published on; else all of the machine")
    /// The keys of a host in an environment's file.
    public static var options: [AnyOption] { [engineOption.erased, addressOption.erased] }

    /// Makes a host.
    public init(name: String, engine: String?, address: String?) {
        self.name = name
        self.engine = engine
        self.address = address
    }

    init(name: String, _ record: OptionValues) throws(OptionError) {
        do throws(StepError) {
            self.init(name: name, engine: try record[Self.engineOption], address: try record[Self.addressOption])
        } catch {
            throw OptionError(error.message, option: name)
        }
    }
}
