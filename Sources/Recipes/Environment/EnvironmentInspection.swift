import Foundation
import LuaValues
import WorkerHost
import WorkerProtocol

/// Reads an environment without a run.
public enum EnvironmentInspection {
    /// What `environments/<name>.lua` says.
    /// - Throws: `Diagnostic` where there is none of that name, or where it is wrong.
    public static func read(
        _ name: String, in project: Project, registry: PrimitiveRegistry, workerExecutable: String
    ) async throws -> DeploymentEnvironment {
        let source = try RunBundle.source(ofEnvironment: name, of: project)
        let session = try WorkerSession(executable: workerExecutable, limits: LuaLimits())
        defer { session.end() }
        let excerpts = SourceExcerpts(source)
        do {
            let data = try await session.evaluate(source, limits: LuaLimits())
            return try DeploymentEnvironment(name: name, data: data, facets: registry.hostFacets)
        } catch let failure as RecipeFailure {
            throw Diagnostic(failure, in: excerpts)
        } catch let error as OptionError {
            throw Diagnostic(environment: source.chunk, error, in: excerpts)
        }
    }
}

extension Diagnostic {
    /// What is wrong in the file of an environment.
    init(environment path: String, _ error: OptionError, in excerpts: SourceExcerpts) {
        self.init(
            code: "invalid_environment", message: "\(path): \(error.message)",
            excerpt: excerpts.excerpt(
                at: SourcePosition(chunk: path, line: 1), marking: error.option, isKey: true, label: error.hint))
    }
}
