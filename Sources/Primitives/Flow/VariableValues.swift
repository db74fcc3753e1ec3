public import LuaValues
import RecipeLibraries
public import Recipes
import WorkerProtocol

/// `variables`: the values of the project's variables for a host, or for the environment.
public struct VariableValues: Primitive {
    static let host = PrimitiveOption<String?>.optional("host", .hostName, "the host; else what holds without one")

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "variables",
        summary:
            "The values of the variables that variables.lua declares, for a host: default, environment, role, host and "
            + "parameter, each before the one named first.",
        style: .query, options: [host.erased], positional: "host", returns: "a table of values by name", inDoubt: .pure,
        grant: .environment)

    /// Gives the values.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let host = try options[Self.host]
        if let host, step.run.environment.hosts[host] == nil { throw step.run.environment.unknownHost(host) }
        do {
            guard let sources = step.run.sources,
                let set = try VariableSet(of: sources, step.run.environment, step.run.parameters)
            else {
                throw StepError(
                    code: "no_variables", "the project declares no variables",
                    hint: "declare them in variables.lua: moondock docs variables")
            }
            return .table(try set.values(host: host))
        } catch let diagnostic as Diagnostic {
            throw StepError(
                code: diagnostic.code, diagnostic.message, details: diagnostic.details, hint: diagnostic.hint)
        }
    }
}
