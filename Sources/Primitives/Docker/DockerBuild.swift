import DockerEngine
import Foundation
public import LuaValues
import RecipeLibraries
public import Recipes

/// `docker_build`: builds an image, and pushes it where that is requested.
public struct DockerBuild: Primitive {
    static let context = PrimitiveOption<String>.required(
        "context", .name, "folder of the build, relative to the project")
    static let tag = PrimitiveOption<String>.required(
        "tag", .name, "the image's name, or only its tag (the repository is then named after the folder)")
    static let dockerfile = PrimitiveOption<String>.defaulted(
        "dockerfile", .name, "Dockerfile",
        "the Dockerfile, relative to the context; it may lie elsewhere in the project. NAME.dockerignore beside it goes before "
            + ".dockerignore of the context")
    static let arguments = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "args", .variables, [:], shown: "none",
        "values for the Dockerfile's ARGs; no secrets. Proxies of docker's config.json are added, as docker does")
    static let target = PrimitiveOption<String?>.optional("target", .name, "the stage to stop at")
    static let push = PrimitiveOption<String?>.optional(
        "push", .name, "registry and path to push to, such as \"registry.example.com/shop\"")
    static let labels = PrimitiveOption<[String: String]>.defaulted(
        "labels", .labels, [:], shown: "none", "further labels")
    static let pull = PrimitiveOption<Bool>.defaulted("pull", .boolean, false, "pull newer base images")
    static let noCache = PrimitiveOption<Bool>.defaulted("no_cache", .boolean, false, "build every layer anew")
    static let host = PrimitiveOption<String?>.optional(
        "host", .hostName, "host of the environment that builds; else the local engine")

    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await run.services.service(EnginePool.self).preflight(calls.map { HostRequirement($0) }, in: run)
    }

    /// Where engines are.
    public var hostFacets: [AnyOption] { HostFacet.engines }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_build",
        summary: "Builds an image once, with the engine's classic builder; every machine then runs exactly this image.",
        options: [
            context.erased, tag.erased, dockerfile.erased, arguments.erased, target.erased, push.erased, labels.erased,
            pull.erased, noCache.erased, host.erased,
        ],
        returns: "an image handle: id, tag, and when pushed digest and pinned (its name with the digest)",
        inDoubt: .adoptable, grant: .dockerBuild)

    /// A folder or Dockerfile that is not there.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        guard let context = call["context"].string, call.isKnown("dockerfile") else { return nil }
        do throws(BuildContextError) {
            _ = try Self.context(context, call["dockerfile"].string ?? "Dockerfile", of: project)
            return nil
        } catch {
            let isFile = Self.option(at: error) == "dockerfile" && call["dockerfile"] != .nil
            return OptionError(
                "\(error.message): \(error.path)", option: isFile ? "dockerfile" : "context", hint: error.advice,
                isAboutFiles: true)
        }
    }

    /// The folder that is built.
    public func title(_ options: OptionValues) -> String { options.text(of: "context") ?? "" }

    /// The image's digest, or its id.
    public func summary(of result: LuaValue) -> String? {
        (result["digest"].string ?? result["id"].string).map { String($0.prefix(19)) }
    }

    /// Builds, and pushes.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let target = try EnginePool.target(try options[Self.host], in: step)
        let reference = try reference(options)
        let id = try await onHost(target) {
            do {
                let logins = try await step.services.service(RegistryService.self).allLogins()
                let request = try request(options, reference, logins.credentials, for: target.engine, in: step)
                do {
                    return try await build(request, on: target.engine, in: step)
                } catch let error as DockerError where error.code == .unauthorized || error.isDeniedLogin {
                    throw StepError(error, host: target.host?.name, loginProblem: logins.problems.first)
                }
            } catch let error as BuildContextError {
                throw contextError(error)
            }
        }
        return try await finish(id, reference, options, target, step)
    }

    /// Adopts an image that carries the step's token.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        let target = try EnginePool.target(try options[Self.host], in: step)
        let found = try await onHost(target) {
            try await target.engine.listImages(labels: ContainerLabels.made(by: step))
        }
        guard let image = found.first else { return .notDone }
        // It may have been cut before the image had its name.
        let reference = try reference(options)
        try await onHost(target) { try await target.engine.tagImage(image.id, as: reference) }
        step.notice("adopted the image that was built before the interruption")
        return .done(try await finish(image.id, reference, options, target, step))
    }

    /// Removes an image that was to be pushed and was not; one that is complete stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let target = try EnginePool.target(try options[Self.host], in: step)
        let reference = try reference(options)
        return try await onHost(target) {
            let found = try await target.engine.listImages(labels: ContainerLabels.made(by: step))
            guard let image = found.first else { return .undone }
            if try options[Self.push] == nil {
                return .done(BuiltImage(id: image.id, tag: reference.familiarName, digest: nil, pinned: nil).handle)
            }
            if let digest = try await target.engine.inspectImage(image.id).digest(in: reference) {
                return .done(
                    BuiltImage(
                        id: image.id, tag: reference.familiarName, digest: digest,
                        pinned: try reference.pinned(to: digest).description
                    ).handle)
            }
            do {
                try await target.engine.removeImage(image.id, force: true)
            } catch let error as DockerError where [.notFound, .imageNotFound, .conflict].contains(error.code) {
                // Somebody uses it, or was faster.
            }
            return .undone
        }
    }

    private func finish(
        _ id: String, _ reference: ImageReference, _ options: OptionValues, _ target: EnginePool.Target,
        _ step: StepContext
    ) async throws -> LuaValue {
        try await onHost(target) {
            if try options[Self.push] != nil {
                return try await ImagePush(id: id, name: reference, target: target, step: step).push().handle
            }
            return BuiltImage(id: id, tag: reference.familiarName, digest: nil, pinned: nil).handle
        }
    }

    private func build(_ request: BuildRequest, on engine: DockerEngine, in step: StepContext) async throws -> String {
        let lines = StepOutput(step)
        let result = try await engine.build(
            request,
            onEvent: { event in
                switch event {
                case .output(let text): lines.receive(text.utf8)
                case .transfer(let progress): step.progress(progress.text, fraction: progress.fraction)
                case .image: break
                }
            }, remark: { step.output($0) })
        lines.finish()
        return result.imageID
    }

    private func request(
        _ options: OptionValues, _ reference: ImageReference, _ credentials: [String: RegistryCredentials],
        for engine: DockerEngine, in step: StepContext
    ) throws -> BuildRequest {
        var context = try checkedContext(options, in: step)
        var arguments: [String: String] = [:]
        for (name, value) in try options[Self.arguments] {
            guard !value.isSecret else {
                throw StepError(
                    code: "invalid_option",
                    "docker_build: argument '\(name)' is a secret, and arguments stay in the image",
                    hint: "give secrets to the container with docker_run instead", fields: ["option": .string(name)])
            }
            arguments[name] = try value.open(with: step.run.secrets)
        }
        arguments.merge(ContainerProxies(for: engine.endpoint.description).variables(besides: arguments.keys)) {
            given, _ in
            given
        }
        try Self.checkBases(of: &context, arguments, in: step)
        return BuildRequest(
            context: context, tags: [reference], arguments: arguments, target: try options[Self.target],
            labels: try options[Self.labels].merging(ContainerLabels.all(for: step)) { _, ours in ours },
            pullsBaseImages: try options[Self.pull], usesCache: try !options[Self.noCache], credentials: credentials)
    }

    /// What is built. A Dockerfile may lie outside of its context, but not outside of the project as well.
    static func context(
        _ folder: String, _ dockerfile: String, of project: Project
    ) throws(BuildContextError) -> BuildContext {
        let context = try BuildContext(directory: project.resolve(folder).path, dockerfile: dockerfile)
        let roots = [project.root, URL(fileURLWithPath: context.directory)].map { $0.resolvingSymlinksInPath().path }
        guard roots.contains(where: { context.dockerfilePath.hasPrefix($0 == "/" ? $0 : $0 + "/") }) else {
            throw BuildContextError(
                .dockerfileMissing, path: context.dockerfilePath,
                message: "the Dockerfile must lie in the project or the context")
        }
        return context
    }

    /// A tag alone names an image after the context's folder; what has no registry goes where it is pushed to.
    private func reference(_ options: OptionValues) throws -> ImageReference {
        let tag = try options[Self.tag]
        let folder = try options[Self.context].split(separator: "/").last.map(String.init) ?? "image"
        let name = tag.contains(":") || tag.contains("/") ? tag : "\(folder):\(tag)"
        func fault(_ message: String, _ hint: String) -> StepError {
            StepError(
                code: "invalid_option", "docker_build: \(message)", hint: hint, fields: ["option": "tag"])
        }
        do {
            var reference = try ImageReference(name)
            guard reference.digest == nil else {
                throw fault("'tag' has a digest, which is what comes of a build", "leave it out")
            }
            if let push = try options[Self.push], !name.hasPrefix(push + "/") {
                guard reference.registry == ImageReference.defaultRegistry, !name.hasPrefix("docker.io/") else {
                    throw fault(
                        "'tag' names the registry \(reference.registry), and 'push' says \(push)",
                        "leave the registry out of the tag")
                }
                reference = try ImageReference("\(push)/\(name)")
            }
            return reference
        } catch let error as ImageReferenceError {
            throw fault("\(error)", "image names are lower case")
        }
    }

    private func contextError(_ error: BuildContextError) -> StepError {
        StepError(
            code: "docker.\(error.code.rawValue)", "docker_build: \(error.message): \(error.path)", hint: error.advice,
            fields: ["option": .string(Self.option(at: error))])
    }

    private static func option(at error: BuildContextError) -> String {
        switch error.code {
        case .dockerfileMissing, .dockerfileUnsupported: "dockerfile"
        default: "context"
        }
    }
}

extension DockerError {
    /// Whether a build failed because a registry did not serve a base image to whom it does not know.
    fileprivate var isDeniedLogin: Bool {
        code == .buildFailed
            && ["no basic auth credentials", "unauthorized", "authentication required", "access denied"]
                .contains { message.lowercased().contains($0) }
    }
}

extension TransferProgress {
    /// The progress in a line.
    var text: String { [id, status].compactMap { $0 }.joined(separator: ": ") }

    /// The part done, where both numbers are known.
    var fraction: Double? {
        guard let current, let total, total > 0 else { return nil }
        return Double(current) / Double(total)
    }
}
