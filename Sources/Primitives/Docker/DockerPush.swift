import DockerEngine
public import LuaRuntime
import RecipeLibraries
public import Recipes

/// `docker_push`: pushes an image to a registry.
public struct DockerPush: Primitive {
    static let image = PrimitiveOption<ImageChoice>.required("image", .image, "the image")
    static let target = PrimitiveOption<String?>.optional("to", .name, "the name to push it as; else the image's own")
    static let host = PrimitiveOption<String?>.optional("host", .name, "host of the environment that has the image")

    let engines: EnginePool

    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await engines.preflight(calls.map { HostWish($0) }, in: run.environment)
    }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_push", summary: "Pushes an image to a registry.", options: [image.erased, target.erased, host.erased],
        positional: "image", returns: "an image handle with its digest", inDoubt: .idempotent, grant: .dockerPush)

    /// The image's digest.
    public func summary(of result: LuaValue) -> String? { result["digest"].string.map { String($0.prefix(19)) } }

    /// Tags where another name is asked for, and pushes.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let place = try engines.place(try options[Self.host], in: step.run.environment)
        let image = try options[Self.image]
        let source = image.source
        let reference = try Self.reference(of: image, target: try options[Self.target])
        return try await onHost(place) {
            if try options[Self.target] != nil { try await place.engine.tagImage(source, as: reference) }
            let pushed = try await ImagePush.push(reference, on: place.engine, in: step)
            let id = try await place.engine.inspectImage(source).id
            return BuiltImage(
                id: id, tag: reference.familiarName, digest: pushed.digest, pinned: pushed.pinned.description
            ).handle
        }
    }

    /// Nothing of a push is seen before its end; whether it came to it, the engine knows.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let place = try engines.place(try options[Self.host], in: step.run.environment)
        let image = try options[Self.image]
        let reference = try Self.reference(of: image, target: try options[Self.target])
        return try await onHost(place) {
            do {
                let found = try await place.engine.inspectImage(image.source)
                guard let digest = found.digest(in: reference) else { return .undone }
                let pushed = PushResult(reference: reference, digest: digest)
                return .done(
                    BuiltImage(
                        id: found.id, tag: reference.familiarName, digest: digest, pinned: pushed.pinned.description
                    ).handle)
            } catch let error as DockerError where [.notFound, .imageNotFound].contains(error.code) {
                return .undone
            }
        }
    }

    private static func reference(of image: ImageChoice, target: String?) throws -> ImageReference {
        do {
            if let target { return try ImageReference(target) }
            switch image {
            case .reference(let reference): return reference
            case .built(let built) where built.isBare:
                throw StepError(
                    code: "invalid_option",
                    "docker_push: an image that is named by its id needs 'to', where it is pushed",
                    fields: ["option": "to"])
            case .built(let built): return try ImageReference(built.tag)
            }
        } catch let error as StepError {
            throw error
        } catch {
            throw StepError(code: "invalid_option", "docker_push: \(error)", fields: ["option": "to"])
        }
    }
}

/// Pushing, as `docker_build` and `docker_push` share it.
enum ImagePush {
    static func push(
        _ reference: ImageReference, on engine: DockerEngine, in step: StepContext
    ) async throws -> PushResult {
        let credentials = try await RegistryAuthentication().credentials(for: reference.registry)
        let pushed = try await engine.pushImage(reference, credentials: credentials) { progress in
            step.progress("push \(progress.text)", fraction: progress.fraction)
        }
        step.output("pushed \(reference.familiarName) as \(pushed.digest)")
        return pushed
    }
}
