public import LuaValues
import RecipeLibraries
public import Recipes
import WorkerProtocol

/// `hosts`: the names of the environment's hosts.
public struct EnvironmentHosts: Primitive {
    static let role = PrimitiveOption<String?>.optional("role", .name, "only those of this role")

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "hosts", summary: "The names of the environment's hosts, sorted; all of them, or those of a role.",
        style: .query, options: [role.erased], returns: "a list of names", inDoubt: .pure, grant: .environment)

    /// Finds them.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        .list(try step.run.environment.hosts(of: try options[Self.role]).map { .string($0.name) })
    }
}
