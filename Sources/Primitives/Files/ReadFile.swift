public import LuaValues
import Machines
import RecipeLibraries
public import Recipes
import Threads

/// `read_file`: the contents of a file of the project.
public struct ReadFile: Primitive {
    static let path = PrimitiveOption<String>.required("path", .name, "the file, from the project's folder on")
    static let maxSize = PrimitiveOption<Int64>.defaulted(
        "max_size", .size, 64 << 10, shown: "\"64KiB\"", "the largest file; at most 1MiB, since contents are journaled")

    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "host of the environment that has the file, by ssh; the path is then one of that machine")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "read_file", summary: "Reads a file of the project, or of a host; what it holds is kept in the journal.",
        options: [path.erased, maxSize.erased, host.erased], positional: "path", returns: "the contents",
        inDoubt: .pure,
        grant: .filesRead)

    /// How ssh gets there.
    public var hostFacets: [AnyOption] { HostFacet.machines }

    /// Looks whether the hosts that the sources name can be reached.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(MachinePool.self).preflight(calls, in: run.environment)
    }

    /// The right to read the file; on a host, to act there.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        if let host = options.text(of: "host") { return [.onHost(host, "read_file")] }
        return grantSubjects(options).map { GrantRequest(.filesRead, $0) }
    }

    /// The path.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "path") ?? ""] }

    /// The size.
    public func summary(of result: LuaValue) -> String? { result.luaString.map { "\($0.count) bytes" } }

    /// Reads the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let limit = min(Int(clamping: try options[Self.maxSize]), 1 << 20)
        if let host = try options[Self.host] {
            let (machine, path) = (try MachinePool.machine(of: host, in: step), try options[Self.path])
            return LuaValue(luaString: try await onMachine(host) { try await machine.read(path, limit: limit) })
        }
        let file = try ProjectFile(try options[Self.path], of: step.run.project)
        return LuaValue(luaString: try await BlockingWork.value { try file.read(limit: limit) })
    }
}
