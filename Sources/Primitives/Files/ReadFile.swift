public import LuaValues
import RecipeLibraries
public import Recipes
import Threads

/// `read_file`: the contents of a file of the project.
public struct ReadFile: Primitive {
    static let path = PrimitiveOption<String>.required("path", .name, "the file, from the project's folder on")
    static let maxSize = PrimitiveOption<Int64>.defaulted(
        "max_size", .size, 64 << 10, shown: "\"64KiB\"", "the largest file; at most 1MiB, since contents are journaled")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "read_file", summary: "Reads a file of the project; what it holds is kept in the journal.",
        options: [path.erased, maxSize.erased], positional: "path", returns: "the contents", inDoubt: .pure,
        grant: .filesRead)

    /// The path.
    public func grantSubjects(_ options: OptionValues) -> [String] { [options.text(of: "path") ?? ""] }

    /// The size.
    public func summary(of result: LuaValue) -> String? { result.luaString.map { "\($0.count) bytes" } }

    /// Reads the file.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let limit = min(Int(clamping: try options[Self.maxSize]), 1 << 20)
        let file = try ProjectFile(try options[Self.path], of: step.run.project)
        return LuaValue(luaString: try await BlockingWork.value { try file.read(limit: limit) })
    }
}
