public import LuaValues
import WorkerHost
import WorkerProtocol

/// Reads what a recipe says of itself, without running it.
public enum RecipeInspection {
    /// The table that a recipe passes to `recipe`, by running it up to that call; `nil` the value where there is none.
    /// - Throws: `Diagnostic` when the recipe cannot be read or fails before its header.
    public static func header(
        of recipe: String, in project: Project, registry: PrimitiveRegistry, workerExecutable: String
    ) async throws -> LuaValue {
        let bundle = try RunBundle(reading: recipe, environment: nil, of: project, allowsLocal: true)
        let recipe = bundle.recipe
        let problems = await RecipeCheck(bundle: bundle, registry: registry, project: project).run().problems
        if let first = problems.first { throw first }
        let session = try WorkerSession(executable: workerExecutable, limits: LuaLimits())
        defer { session.end() }
        let text = bundle.code(of: recipe) ?? SourceText(chunk: recipe, text: [])
        session.connection.send([
            .start(
                RecipeStart(
                    recipe: text, prelude: Prelude.parts(for: registry), primitives: registry.styles,
                    libraries: bundle.libraries.starts(registry, recipe: recipe),
                    modules: bundle.libraries.modules, limits: LuaLimits(), seed: 0,
                    time: 0))
        ])
        for await item in session.connection.messages {
            switch try item.get() {
            case .query(let call) where call.primitive == "recipe":
                return call.options
            case .module(let name):
                let source = ModuleSource.source(name, in: bundle).mapError { error in
                    ReplyFailure(fields: error.value(primitive: "require", path: ""))
                }
                session.connection.send([.module(source)])
            case .finished(.failure(let failure)): throw Diagnostic(failure, in: SourceExcerpts(bundle))
            case .step, .query, .finished: return .nil
            default: continue
            }
        }
        return .nil
    }
}
