import DockerEngine
import LuaValues
import Recipes

extension StepError {
    /// A failure of the Docker Engine as recipes see it: its code with `docker.` before it, and the host's name.
    /// - Parameter loginProblem: what kept us from logging in at a registry that has denied us.
    init(_ error: DockerError, host: String? = nil, loginProblem: StoredLogin.Problem? = nil) {
        self.init(
            code: "docker.\(error.code.rawValue)", host.map { "\($0): \(error)" } ?? error.description,
            hint: loginProblem?.message ?? error.advice ?? Self.hint(for: error),
            fields: host.map { ["host": .string($0)] } ?? [:])
    }

    private static func hint(for error: DockerError) -> String? {
        switch error.code {
        case .socketMissing, .connectionRefused, .connectionFailed:
            "is the Docker Engine running? `moondock doctor` shows what is wrong"
        case .permissionDenied: "add yourself to the group docker, or set DOCKER_HOST"
        case .unauthorized: "log in to the registry with `docker login`"
        case .dockerfileInvalid where error.message.contains("BuildKit"):
            "Moondock asks the engine's classic builder, which knows nothing of BuildKit's: write it without"
        case .portInUse:
            "see what has the port: docker ps, ss -ltnp; if nothing has, restart the engine, which can keep the port of a "
                + "container it was killed with"
        default: nil
        }
    }
}

/// Runs a piece of work and gives errors of the engine their recipe form, with the host's name.
func onHost<Result>(
    _ target: EnginePool.Target, _ work: () async throws -> Result
) async throws -> Result {
    do {
        return try await work()
    } catch let error as DockerError {
        throw StepError(error, host: target.host?.name)
    }
}
