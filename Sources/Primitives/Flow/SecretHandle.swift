public import LuaValues
import RecipeLibraries
public import Recipes
import WorkerProtocol

/// `secret`: a handle that stands for a secret; the text itself never enters Lua.
public struct SecretHandle: Primitive {
    static let name = PrimitiveOption<String>.required("name", .secretName, "the secret's name")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "secret", summary: "A handle that stands for a secret; primitives open it, recipes cannot.", style: .query,
        options: [name.erased], positional: "name", returns: "a secret handle", inDoubt: .pure, grant: .secret)

    /// The secret.
    public func grantSubjects(_ options: OptionValues) -> [String] { options.text(of: "name").map { [$0] } ?? [] }

    /// Makes the handle.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let name = try options[Self.name]
        return .handle(LuaHandle(kind: "secret", fields: LuaTable(fields: ["name": .string(name)])))
    }
}
