import ConfigurationFiles
import Crypto
public import LuaValues
public import RecipeLibraries
public import Recipes
import RootedFiles
import TextFormats
import Threads

/// `render`: makes a file of the project from a template.
public struct Render: Primitive {
    static let template = PrimitiveOption<String>.required(
        "template", .name,
        "the file with places for values, from the project's folder on: ${name} is replaced, $${ stands for ${ itself")
    static let target = PrimitiveOption<String>.required("to", .name, "the file that is written")
    static let values = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "with", .dictionary(of: .textOrSecret), [:], shown: "none",
        "the values by their names. They are put in as they are; one that is missing is an error with its line")
    static let isPrivate = PrimitiveOption<Bool>.defaulted(
        "private", .boolean, false, "whether only its owner may read it. A new file with a secret in it is so anyway")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "render",
        summary:
            "Writes a file of the project from a template, whole or not at all; folders that are missing are made.",
        options: [template.erased, target.erased, values.erased, isPrivate.erased], positional: "template",
        returns: "{ path, bytes, sha256 }", inDoubt: .idempotent, grant: .filesWrite)

    /// The file that is written.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "to") ?? ""] }

    /// Reading the template, and writing.
    public func requests(_ options: OptionValues, in project: Project?) -> [GrantRequest] {
        [
            GrantRequest(.filesRead, options.text(of: "template") ?? ""),
            GrantRequest(.filesWrite, options.text(of: "to") ?? ""),
        ]
    }

    /// The file that is written.
    public func title(_ options: OptionValues) -> String { options.text(of: "to") ?? "" }

    /// The size.
    public func summary(of result: LuaValue) -> String? { result["bytes"].integer.map { "\($0) bytes" } }

    /// Writes the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let rendering = try Rendering(options, step)
        let isSecret = try options[Self.values].values.contains(where: \.isSecret)
        let access: FileReplacement.Access = try options[Self.isPrivate] ? .owner : isSecret ? .secret : .kept
        let mark = step.draftMark
        let bytes = try await BlockingWork.value {
            let bytes = try rendering.bytes()
            try rendering.target.write(bytes, access: access, mark: mark)
            return bytes
        }
        return result(rendering.target, bytes)
    }

    /// Removes a draft; a file that was written stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let rendering = try Rendering(options, step)
        let mark = step.draftMark
        let written = try await BlockingWork.value { () -> [UInt8]? in
            guard let bytes = try? rendering.bytes() else {
                rendering.target.discardDraft(mark: mark)
                return nil
            }
            return rendering.target.discard(bytes, mark: mark) ? bytes : nil
        }
        return written.map { .done(result(rendering.target, $0)) } ?? .undone
    }

    private func result(_ file: ProjectFile, _ bytes: [UInt8]) -> LuaValue {
        let digest = SHA256.hash(data: bytes).hexadecimal
        return ["path": .string(file.path), "bytes": .integer(Int64(bytes.count)), "sha256": .string(digest)]
    }
}

/// A template and what is put into it.
private struct Rendering: Sendable {
    let template: ProjectFile
    let target: ProjectFile
    let values: [String: String]

    init(_ options: OptionValues, _ step: StepContext) throws {
        template = try ProjectFile(try options[Render.template], of: step.run.project)
        target = try ProjectFile(
            try options[Render.target], of: step.run.project, protected: step.authority.protected)
        values = try options[Render.values].mapValues { try $0.open(with: step.run.secrets) }
    }

    func bytes() throws(StepError) -> [UInt8] {
        let bytes = try template.read(limit: ConfigurationFile.largestSize)
        do throws(ConfigurationError) {
            return try Template(bytes).rendered(with: values)
        } catch {
            throw StepError(error, in: template.path, of: "render")
        }
    }
}
