import Crypto
import Foundation
public import LuaValues
import Machines
import Processes
import RecipeLibraries
public import Recipes
import TextFormats
import Threads

/// `download`: fetches a file or folder of a host into the project.
public struct Download: Primitive {
    static let host = PrimitiveOption<String>.required("host", .hostName, "the host of the environment")
    static let source = PrimitiveOption<String>.required("from", .name, "the path of the file or folder there")
    static let target = PrimitiveOption<String>.required(
        "to", .name, "where it is to be, relative to the project: the path of the file or folder itself")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "download",
        summary:
            "Fetches a file or folder of a host into the project, in the place of what was there, once all of it has come.",
        options: [host.erased, source.erased, target.erased],
        returns: "{ path, sha256 }: sha256 of the file, or of a folder's names and contents", inDoubt: .idempotent,
        grant: .runCommand)

    /// How ssh gets there.
    public var hostFacets: [AnyOption] { HostFacet.machines }

    /// Looks whether the hosts that the sources name can be reached.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(MachinePool.self).preflight(calls, in: run.environment)
    }

    /// The right to act on the host, and to write the file.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        [.onHost(options.text(of: "host") ?? "", "download")]
            + (project.map { [.folder(.filesWrite, $0.named(options.text(of: "to") ?? "."))] } ?? [])
    }

    /// From where to where.
    public func title(_ options: OptionValues) -> String {
        "\(options.text(of: "host") ?? ""):\(options.text(of: "from") ?? "") to \(options.text(of: "to") ?? "")"
    }

    /// Its hash.
    public func summary(of result: LuaValue) -> String? { result["sha256"].string.map { String($0.prefix(12)) } }

    /// Fetches it.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let (host, source, target) = (try options[Self.host], try options[Self.source], try options[Self.target])
        let place = try step.destination(target, option: "to")
        if let inner = place.inProject { try step.authority.check(.folder(.filesWrite, inner)) }
        let machine = try MachinePool.machine(of: host, in: step)
        let work = Self.folder(of: step)
        try? FileManager.default.removeItem(at: work)
        try FileManager.default.createDirectory(
            at: work, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: work) }
        let archive = work.appendingPathComponent("archive").path
        let hash = try await onMachine(host) { try await machine.download(source, to: archive) }
        let content = work.appendingPathComponent("content")
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: false)
        try await Self.unpack(archive, into: content, from: host)
        guard let name = try FileManager.default.contentsOfDirectory(atPath: content.path).first else {
            throw StepError(code: "file.failed", "\(host):\(source) came as an empty archive")
        }
        let found = content.appendingPathComponent(name)
        let (former, path) = (work.appendingPathComponent("former"), URL(fileURLWithPath: place.path))
        try await BlockingWork.value {
            if FileManager.default.fileExists(atPath: path.path) {
                try FileManager.default.moveItem(at: path, to: former)
            }
            try FileManager.default.moveItem(at: found, to: path)
        }
        return ["path": .string(target), "sha256": .string(hash)]
    }

    /// Removes what an attempt that was cut short has left.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        try? FileManager.default.removeItem(at: Self.folder(of: step))
        return .undone
    }

    /// Where it is kept until it is whole.
    private static func folder(of step: StepContext) -> URL {
        let mark = SHA256.hash(data: Array(step.token.utf8)).hexadecimal.prefix(16)
        return step.run.project.state.appendingPathComponent("downloads/\(mark)")
    }

    /// Unpacks an archive of a machine that need not be trusted: tar keeps what is in it inside of the folder, and
    /// nothing but files and folders is taken.
    private static func unpack(_ archive: String, into folder: URL, from host: String) async throws {
        let program: Program
        let outcome: ProgramRun.Outcome
        do {
            program = try Program(
                named: "tar", arguments: ["-xof", archive, "-C", folder.path, "--no-same-permissions"],
                environment: ["PATH": Command.defaultPath])
            outcome = try await ProgramRun(program).collect()
        } catch let error as ProgramError {
            throw StepError(code: "file.failed", "what \(host) sent cannot be unpacked: \(error)")
        }
        guard outcome.ending.isSuccess else {
            throw StepError(code: "file.failed", "what \(host) sent cannot be unpacked: \(outcome.errors.prefix(300))")
        }
        for case let item as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            ?? .init()
        {
            let type = try FileManager.default.attributesOfItem(atPath: item.path)[.type] as? FileAttributeType
            guard type == .typeRegular || type == .typeDirectory else {
                throw StepError(
                    code: "file.refused", "\(item.lastPathComponent) of what \(host) sent is no file and no folder",
                    hint: "links and devices are not fetched")
            }
        }
    }
}
