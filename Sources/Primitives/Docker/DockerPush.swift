import DockerEngine
public import LuaValues
import RecipeLibraries
public import Recipes

/// `docker_push`: pushes an image to a registry.
public struct DockerPush: Primitive {
    static let image = PrimitiveOption<ImageArgument>.required("image", .image, "the image")
    static let target = PrimitiveOption<String?>.optional("to", .name, "the name to push it as; else the image's own")
    static let host = PrimitiveOption<String?>.optional("host", .hostName, "host of the environment that has the image")

    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(EnginePool.self).preflight(calls.map { HostRequirement($0) }, in: run)
    }

    /// Where engines are.
    public var hostFacets: [AnyOption] { HostFacet.engines }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_push", summary: "Pushes an image to a registry.", options: [image.erased, target.erased, host.erased],
        positional: "image", returns: "an image handle with its digest", inDoubt: .idempotent, grant: .dockerPush)

    /// The image's digest.
    public func summary(of result: LuaValue) -> String? { result["digest"].string.map { String($0.prefix(19)) } }

    /// A name that nothing can be pushed to.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        let key = call["to"] == .nil ? "image" : "to"
        guard call.isKnown("to"), case .string(let text) = call[key], BuiltImage.id(in: text) == nil,
            (try? ImageReference(text))?.digest != nil
        else { return nil }
        return OptionError(Self.digestFault, option: key, hint: Self.digestHint)
    }

    private static let digestFault = "a digest names what is in a registry already, and nothing is pushed to it"
    private static let digestHint = "name the place with a tag: to = \"registry.example.com/shop/web:1\""

    /// Tags where another name is requested, and pushes.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let target = try EnginePool.target(try options[Self.host], in: step)
        let image = try options[Self.image]
        let reference = try Self.reference(of: image, target: try options[Self.target])
        return try await onHost(target) {
            let id =
                switch image {
                case .reference(let source): try await target.engine.inspectImage(source.description).id
                case .built(let built): built.id
                }
            return try await ImagePush(id: id, name: reference, target: target, step: step).push().handle
        }
    }

    /// Nothing of a push is seen before its end; whether it came to it, the engine knows.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let target = try EnginePool.target(try options[Self.host], in: step)
        let image = try options[Self.image]
        let reference = try Self.reference(of: image, target: try options[Self.target])
        return try await onHost(target) {
            do {
                let found = try await target.engine.inspectImage(image.source)
                guard let digest = found.digest(in: reference) else { return .undone }
                return .done(
                    BuiltImage(
                        id: found.id, tag: reference.familiarName, digest: digest,
                        pinned: try reference.pinned(to: digest).description
                    ).handle)
            } catch let error as DockerError where [.notFound, .imageNotFound].contains(error.code) {
                return .undone
            }
        }
    }

    private static func reference(of image: ImageArgument, target: String?) throws -> ImageReference {
        let reference: ImageReference
        if target == nil, case .built(let built) = image, built.isBare {
            throw StepError(
                code: "invalid_option",
                "docker_push: an image that is named by its id needs 'to', where it is pushed", fields: ["option": "to"]
            )
        }
        do throws(ImageReferenceError) {
            switch (target, image) {
            case (let target?, _): reference = try ImageReference(target)
            case (nil, .reference(let name)): reference = name
            case (nil, .built(let built)): reference = try ImageReference(built.tag)
            }
        } catch {
            throw StepError(code: "invalid_option", "docker_push: \(error)", fields: ["option": "to"])
        }
        guard reference.digest == nil else {
            throw StepError(
                code: "invalid_option", "docker_push: \(digestFault)", hint: digestHint, fields: ["option": "to"])
        }
        return reference
    }
}
