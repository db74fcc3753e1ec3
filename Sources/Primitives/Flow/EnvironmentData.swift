public import LuaValues
import RecipeLibraries
public import Recipes
import WorkerProtocol

/// `environment`: the data of the environment the run is for.
public struct EnvironmentData: Primitive {
    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "environment", summary: "The data of environments/<name>.lua, read-only, with its name.", style: .query,
        returns: "a table", inDoubt: .pure, grant: .environment)

    /// Gives the data.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        guard step.run.environment.name != nil else {
            throw StepError(
                code: "no_environment", "the recipe needs an environment, and none was named",
                hint: "add --env NAME; the names are the files in environments/")
        }
        return .table(step.run.environment.data)
    }
}
