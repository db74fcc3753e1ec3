public import LuaValues
import Machines
import RecipeLibraries
public import Recipes

/// `upload`: puts a file or folder of the project onto a host.
public struct Upload: Primitive {
    static let host = PrimitiveOption<String>.required("host", .hostName, "the host of the environment")
    static let source = PrimitiveOption<String>.required("from", .name, "the file or folder, relative to the project")
    static let target = PrimitiveOption<String>.required(
        "to", .name, "where it is to be there: the path of the file or folder itself")
    static let mode = PrimitiveOption<String?>.optional(
        "mode", .fileMode, "its permissions, such as \"640\"; else those it has here")
    static let owner = PrimitiveOption<String?>.optional(
        "owner", .fileOwner, "user or user:group that it is to belong to; else whoever ssh logs in as")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "upload",
        summary:
            "Puts a file or folder of the project onto a host, in the place of what was there, once all of it has come; "
            + "where the same is there already, nothing is sent.",
        options: [host.erased, source.erased, target.erased, mode.erased, owner.erased],
        returns: "{ path, sha256 }: sha256 of the file, or of a folder's names and contents", inDoubt: .idempotent,
        grant: .runCommand)

    /// How ssh gets there.
    public var hostFacets: [AnyOption] { HostFacet.machines }

    /// Looks whether the hosts that the sources name can be reached.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(MachinePool.self).preflight(calls, in: run.environment)
    }

    /// The right to act on the host, and to read the file.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        [.onHost(options.text(of: "host") ?? "", "upload")]
            + (project.map { [.folder(.filesRead, $0.named(options.text(of: "from") ?? "."))] } ?? [])
    }

    /// From where to where.
    public func title(_ options: OptionValues) -> String {
        "\(options.text(of: "from") ?? "") to \(options.text(of: "host") ?? ""):\(options.text(of: "to") ?? "")"
    }

    /// Its hash.
    public func summary(of result: LuaValue) -> String? { result["sha256"].string.map { String($0.prefix(12)) } }

    /// Sends it.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let (host, path) = (try options[Self.host], try options[Self.target])
        guard let place = try step.place(try options[Self.source], option: "from") else {
            throw StepError(
                code: "file.not_found", "there is nothing at \(try options[Self.source]) to upload",
                fields: ["option": "from"])
        }
        let machine = try MachinePool.machine(of: host, in: step)
        let (mode, owner) = (try options[Self.mode], try options[Self.owner])
        let hash = try await onMachine(host) {
            try await machine.upload(place.path, to: path, mode: mode, owner: owner)
        }
        return ["path": .string(path), "sha256": .string(hash)]
    }
}
