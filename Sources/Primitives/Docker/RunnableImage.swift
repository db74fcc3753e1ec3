import DockerEngine
import LuaValues
import Recipes

/// What an engine is asked to run for an image: never a tag where a digest or an id is known.
struct RunnableImage: Sendable {
    let image: ImageArgument
    let target: EnginePool.Target
    let step: StepContext

    init(_ image: ImageArgument, on target: EnginePool.Target, step: StepContext) {
        self.image = image
        self.target = target
        self.step = step
    }

    /// The reference or id to create a container from.
    func reference() async throws -> String {
        switch image {
        case .reference(let reference): return reference.description
        case .built(let built):
            // An engine that has the very image needs no registry; all others get it by digest.
            do {
                return try await target.engine.inspectImage(built.id).id
            } catch let error as DockerError where error.code == .notFound || error.code == .imageNotFound {
                guard let pinned = built.pinned else { throw missing(built) }
                return pinned
            }
        }
    }

    /// Has the engine pull the image.
    func pull() async throws {
        switch image {
        case .reference(let reference): try await pull(reference)
        case .built(let built):
            guard let pinned = built.pinned, let reference = try? ImageReference(pinned) else { throw missing(built) }
            try await pull(reference)
        }
    }

    private func pull(_ reference: ImageReference) async throws {
        let login = try await step.services.service(RegistryService.self).login(reference.registry)
        if let problem = login.problem { step.notice("pulling without a log-in: \(problem)") }
        do {
            try await target.engine.pullImage(reference, credentials: login.credentials) { progress in
                step.progress("pull \(progress.text)", fraction: progress.fraction)
            }
        } catch let error as DockerError where error.code == .unauthorized {
            throw StepError(error, host: target.host?.name, loginProblem: login.problem)
        }
    }

    private func missing(_ built: BuiltImage) -> StepError {
        StepError(
            code: "docker.imageNotFound",
            "\(target.description) does not have the image \(built.tag), and it was not pushed anywhere",
            hint: "give docker_build push = \"REGISTRY/PATH\", so that other engines can get it",
            fields: target.host.map { ["host": .string($0.name)] } ?? [:])
    }
}
