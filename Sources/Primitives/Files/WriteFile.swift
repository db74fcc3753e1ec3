import Crypto
import DockerEngine
public import LuaValues
import Machines
import RecipeLibraries
public import Recipes
import RootedFiles
import TextFormats
import Threads

/// `write_file`: puts a text into a file of the project.
public struct WriteFile: Primitive {
    static let path = PrimitiveOption<String>.required("path", .name, "the file, from the project's folder on")
    static let text = PrimitiveOption<TextOrSecret>.required("text", .textOrSecret, "what the file is to hold")
    static let isPrivate = PrimitiveOption<Bool>.defaulted(
        "private", .boolean, false,
        "whether only its owner may read it. A new file with a secret in it is so anyway; one that is there keeps its "
            + "owner and mode, and is closed to others than its owner and group where it gets a secret")

    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "host of the environment that gets the file, by ssh; the path is then one of that machine")
    static let mode = PrimitiveOption<String?>.optional(
        "mode", .fileMode, "its permissions on the host, such as \"640\"; else those it had, or 644")
    static let owner = PrimitiveOption<String?>.optional(
        "owner", .fileOwner, "user or user:group that it is to belong to on the host; else whom it belonged to")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "write_file",
        summary: "Writes a file of the project, or of a host, whole or not at all; folders that are missing are made.",
        options: [path.erased, text.erased, isPrivate.erased, host.erased, mode.erased, owner.erased],
        positional: "path",
        returns: "{ path, bytes, sha256 }", inDoubt: .idempotent, grant: .filesWrite)

    /// How ssh gets there.
    public var hostFacets: [AnyOption] { HostFacet.machines }

    /// Looks whether the hosts that the sources name can be reached.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(MachinePool.self).preflight(calls, in: run.environment)
    }

    /// What only a file of a host can have.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        guard call.isKnown("host"), call["host"] == .nil else { return nil }
        guard let key = ["mode", "owner"].first(where: { call[$0] != .nil }) else { return nil }
        return OptionError(
            "takes \(key) only with host", option: key, hint: "private = true keeps others from reading it")
    }

    /// The right to write the file; on a host, to act there.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        if let host = options.text(of: "host") { return [.onHost(host, "write_file")] }
        return grantSubjects(options).map { GrantRequest(.filesWrite, $0) }
    }

    /// The path.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "path") ?? ""] }

    /// The size.
    public func summary(of result: LuaValue) -> String? { result["bytes"].integer.map { "\($0) bytes" } }

    /// Writes the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let isSecret = try options[Self.text].isSecret
        if let host = try options[Self.host] {
            let bytes = Array(try options[Self.text].open(with: step.run.secrets).utf8)
            let (machine, path) = (try MachinePool.machine(of: host, in: step), try options[Self.path])
            let (mode, owner) = (try options[Self.mode], try options[Self.owner])
            let isClosed = try options[Self.isPrivate]
            try await onMachine(host) {
                try await machine.write(
                    bytes, to: path, mode: mode ?? (isClosed ? "600" : nil), owner: owner, isPrivate: isSecret)
            }
            return result(path, bytes)
        }
        guard try options[Self.mode] == nil, try options[Self.owner] == nil else {
            throw StepError(
                code: "invalid_option", "write_file: takes mode and owner only with host", fields: ["option": "mode"])
        }
        let (file, bytes) = try contents(options, step)
        let access: FileReplacement.Access = try options[Self.isPrivate] ? .owner : isSecret ? .secret : .kept
        let mark = step.draftMark
        try await BlockingWork.value { try file.write(bytes, access: access, mark: mark) }
        return result(file.path, bytes)
    }

    /// Removes a draft; a file that was written stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        // One that a host got stands, and one that was cut short was removed there.
        if options.has(Self.host) { return .undone }
        let (file, bytes) = try contents(options, step)
        let mark = step.draftMark
        let isWritten = try await BlockingWork.value { file.discard(bytes, mark: mark) }
        return isWritten ? .done(result(file.path, bytes)) : .undone
    }

    private func contents(_ options: OptionValues, _ step: StepContext) throws -> (ProjectFile, [UInt8]) {
        (
            try ProjectFile(
                try options[Self.path], of: step.run.project, protected: step.authority.protected),
            Array(try options[Self.text].open(with: step.run.secrets).utf8)
        )
    }

    private func result(_ path: String, _ bytes: [UInt8]) -> LuaValue {
        let digest = SHA256.hash(data: bytes).hexadecimal
        return ["path": .string(path), "bytes": .integer(Int64(bytes.count)), "sha256": .string(digest)]
    }
}
