import LuaValues
import WorkerHost
import WorkerProtocol

extension RecipeInspection {
    /// The data of an environment as it is now.
    /// - Parameter source: the file where the project has none; `nil` for nothing.
    /// - Throws: `Diagnostic` when it is not there or cannot be read.
    public static func environment(
        _ name: String, in project: Project, else source: [UInt8]? = nil, registry: PrimitiveRegistry,
        workerExecutable: String
    ) async throws -> DeploymentEnvironment {
        let path = RunBundle.path(ofEnvironment: name)
        let bytes: [UInt8]
        do {
            bytes = try RunBundle.read(path, of: project, missing: .environment(name, project))
        } catch {
            guard let source else { throw error }
            bytes = source
        }
        let bundle = RunBundle(recipe: path, environment: name, files: [path: bytes])
        let session = try WorkerSession(executable: workerExecutable, limits: LuaLimits())
        defer { session.end() }
        do {
            let data = try await session.evaluate(
                bundle.code(of: path) ?? SourceText(chunk: path, text: []), limits: LuaLimits())
            return try DeploymentEnvironment(name: name, data: data, facets: registry.hostFacets)
        } catch let failure as RecipeFailure {
            throw Diagnostic(failure, in: SourceExcerpts(bundle))
        } catch let error as OptionError {
            throw Diagnostic(code: "invalid_environment", message: "\(path): \(error.message)")
        }
    }
}
