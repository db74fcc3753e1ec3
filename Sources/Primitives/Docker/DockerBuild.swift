import DockerEngine
import Foundation
public import LuaRuntime
import RecipeLibraries
public import Recipes

/// `docker_build`: builds an image, and pushes it where that is asked for.
public struct DockerBuild: Primitive {
    static let context = PrimitiveOption<String>.required(
        "context", .name, "folder of the build, relative to the project")
    static let tag = PrimitiveOption<String>.required(
        "tag", .name, "the image's name, or only its tag (the repository is then named after the folder)")
    static let dockerfile = PrimitiveOption<String>.defaulted(
        "dockerfile", .name, "Dockerfile", "the Dockerfile, relative to the context")
    static let arguments = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "args", .dictionary(of: .textOrSecret), [:], shown: "none", "values for the Dockerfile's ARGs; no secrets")
    static let target = PrimitiveOption<String?>.optional("target", .name, "the stage to stop at")
    static let push = PrimitiveOption<String?>.optional(
        "push", .name, "registry and path to push to, such as \"registry.example.com/shop\"")
    static let labels = PrimitiveOption<[String: String]>.defaulted(
        "labels", .labels, [:], shown: "none", "further labels")
    static let pull = PrimitiveOption<Bool>.defaulted("pull", .boolean, false, "pull newer base images")
    static let noCache = PrimitiveOption<Bool>.defaulted("no_cache", .boolean, false, "build every layer anew")
    static let host = PrimitiveOption<String?>.optional(
        "host", .name, "host of the environment that builds; else the local engine")

    let engines: EnginePool

    /// Asks the engines it goes to for their version.
    public func preflight(_ calls: [CallOutline], in run: RunContext) async throws -> [String] {
        try await engines.preflight(calls.map { HostWish($0) }, in: run.environment)
    }

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "docker_build", summary: "Builds an image once; every machine then runs exactly this image.",
        options: [
            context.erased, tag.erased, dockerfile.erased, arguments.erased, target.erased, push.erased, labels.erased,
            pull.erased, noCache.erased, host.erased,
        ],
        returns: "an image handle: id, tag, and when pushed digest", inDoubt: .adoptable, grant: .dockerBuild)

    /// A folder or Dockerfile that is not there.
    public func fault(in literals: LuaTable, of project: Project) -> OptionError? {
        guard let context = literals["context"].string else { return nil }
        let dockerfile = literals["dockerfile"].string ?? "Dockerfile"
        do throws(BuildContextError) {
            _ = try BuildContext(directory: project.resolve(context).path, dockerfile: dockerfile)
            return nil
        } catch {
            let isFile = error.code == .dockerfileMissing || error.code == .dockerfileOutsideContext
            let culprit = isFile && literals["dockerfile"] != .nil ? "dockerfile" : "context"
            return OptionError("\(error.message): \(error.path)", culprit: culprit)
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
        let place = try engines.place(try options[Self.host], in: step.run.environment)
        let reference = try reference(options)
        let request = try request(options, reference, in: step)
        let id = try await onHost(place) {
            do {
                return try await build(request, on: place.engine, in: step)
            } catch let error as BuildContextError {
                throw contextError(error)
            }
        }
        return try await finish(id, reference, options, place, step)
    }

    /// Adopts an image that carries the step's token.
    public func reconcile(_ options: OptionValues, in step: StepContext) async throws -> Reconciliation {
        let place = try engines.place(try options[Self.host], in: step.run.environment)
        let found = try await onHost(place) {
            try await place.engine.listImages(labels: ["\(ContainerLabels.step)=\(step.token)"])
        }
        guard let image = found.first else { return .notDone }
        step.notice("adopted the image that was built before the interruption")
        return .done(try await finish(image.id, try reference(options), options, place, step))
    }

    /// Removes an image that was to be pushed and was not; one that is complete stands.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        let place = try engines.place(try options[Self.host], in: step.run.environment)
        let reference = try reference(options)
        return try await onHost(place) {
            let found = try await place.engine.listImages(labels: ["\(ContainerLabels.step)=\(step.token)"])
            guard let image = found.first else { return .undone }
            if try options[Self.push] == nil {
                return .done(BuiltImage(id: image.id, tag: reference.familiarName, digest: nil, pinned: nil).handle)
            }
            if let digest = try await place.engine.inspectImage(image.id).digest(in: reference) {
                let pushed = PushResult(reference: reference, digest: digest)
                return .done(
                    BuiltImage(
                        id: image.id, tag: reference.familiarName, digest: digest, pinned: pushed.pinned.description
                    ).handle)
            }
            do {
                try await place.engine.removeImage(image.id, force: true)
            } catch let error as DockerError where [.notFound, .imageNotFound, .conflict].contains(error.code) {
                // Somebody uses it, or was faster.
            }
            return .undone
        }
    }

    private func finish(
        _ id: String, _ reference: ImageReference, _ options: OptionValues, _ place: EnginePool.Place,
        _ step: StepContext
    ) async throws -> LuaValue {
        guard try options[Self.push] != nil else {
            return BuiltImage(id: id, tag: reference.familiarName, digest: nil, pinned: nil).handle
        }
        let pushed = try await onHost(place) { try await ImagePush.push(reference, on: place.engine, in: step) }
        return BuiltImage(
            id: id, tag: reference.familiarName, digest: pushed.digest, pinned: pushed.pinned.description
        ).handle
    }

    private func build(_ request: BuildRequest, on engine: DockerEngine, in step: StepContext) async throws -> String {
        let lines = StepOutput(step)
        let result = try await engine.build(request) { event in
            switch event {
            case .output(let text): lines.receive(text.utf8)
            case .transfer(let progress): step.progress(progress.text, fraction: progress.fraction)
            case .image: break
            }
        }
        lines.finish()
        return result.imageID
    }

    private func request(
        _ options: OptionValues, _ reference: ImageReference, in step: StepContext
    ) throws -> BuildRequest {
        let directory = step.run.project.resolve(try options[Self.context]).path
        let context: BuildContext
        do {
            context = try BuildContext(directory: directory, dockerfile: try options[Self.dockerfile])
        } catch let error as BuildContextError {
            throw contextError(error)
        }
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
        return BuildRequest(
            context: context, tags: [reference], arguments: arguments, target: try options[Self.target],
            labels: try options[Self.labels].merging(ContainerLabels.all(for: step)) { _, ours in ours },
            pullsBaseImages: try options[Self.pull], usesCache: try !options[Self.noCache])
    }

    /// A full name is taken as it is; a tag alone names an image after the context's folder.
    private func reference(_ options: OptionValues) throws -> ImageReference {
        let tag = try options[Self.tag]
        let folder = try options[Self.context].split(separator: "/").last.map(String.init) ?? "image"
        let isFull = tag.contains(":") || tag.contains("/")
        let name = isFull ? tag : "\(folder):\(tag)"
        let prefix = try options[Self.push].map { $0 + "/" } ?? ""
        do {
            return try ImageReference(isFull && tag.contains("/") ? tag : prefix + name)
        } catch {
            throw StepError(
                code: "invalid_option", "docker_build: \(error)", hint: "image names are lower case",
                fields: ["option": "tag"])
        }
    }

    private func contextError(_ error: BuildContextError) -> StepError {
        let option =
            error.code == .dockerfileMissing || error.code == .dockerfileOutsideContext ? "dockerfile" : "context"
        return StepError(
            code: "docker.\(error.code.rawValue)", "docker_build: \(error.message): \(error.path)",
            fields: ["option": .string(option)])
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
