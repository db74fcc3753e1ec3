import Crypto
import DockerEngine
public import LuaValues
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

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "write_file",
        summary: "Writes a file of the project, whole or not at all; folders that are missing are made.",
        options: [path.erased, text.erased, isPrivate.erased], positional: "path",
        returns: "{ path, bytes, sha256 }", inDoubt: .idempotent, grant: .filesWrite)

    /// The path.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "path") ?? ""] }

    /// The size.
    public func summary(of result: LuaValue) -> String? { result["bytes"].integer.map { "\($0) bytes" } }

    /// Writes the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let (file, bytes) = try contents(options, step)
        let isSecret = try options[Self.text].isSecret
        let access: FileReplacement.Access = try options[Self.isPrivate] ? .owner : isSecret ? .secret : .kept
        let mark = step.draftMark
        try await BlockingWork.value { try file.write(bytes, access: access, mark: mark) }
        return result(file, bytes)
    }

    /// Removes a draft; a file that was written stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let (file, bytes) = try contents(options, step)
        let mark = step.draftMark
        let isWritten = try await BlockingWork.value { file.discard(bytes, mark: mark) }
        return isWritten ? .done(result(file, bytes)) : .undone
    }

    private func contents(_ options: OptionValues, _ step: StepContext) throws -> (ProjectFile, [UInt8]) {
        (
            try ProjectFile(
                try options[Self.path], of: step.run.project, protected: step.authority.protected),
            Array(try options[Self.text].open(with: step.run.secrets).utf8)
        )
    }

    private func result(_ file: ProjectFile, _ bytes: [UInt8]) -> LuaValue {
        let digest = SHA256.hash(data: bytes).hexadecimal
        return ["path": .string(file.path), "bytes": .integer(Int64(bytes.count)), "sha256": .string(digest)]
    }
}
