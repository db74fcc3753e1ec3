import Journal
public import LuaValues
import RecipeLibraries
public import Recipes

/// `find_release`: looks for a release of a version, and whether it may be deployed here; `release` calls it.
public struct FindRelease: Primitive {
    static let application = PrimitiveOption<String>.required("app", .name, "the application")
    static let version = PrimitiveOption<String>.required("version", .name, "the version")

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "find_release",
        summary: "Looks for a release of a version, and whether it may be deployed here; release calls it.",
        options: [application.erased, version.erased],
        returns: "{ is_known, application, version, artifacts, approvers, question, ends_run }", inDoubt: .idempotent,
        effect: StepEffect.none, grant: .release)

    /// The release.
    public func title(_ options: OptionValues) -> String {
        [options.text(of: "app"), options.text(of: "version")].compactMap { $0 }.joined(separator: " ")
    }

    /// Where it is from.
    public func summary(of result: LuaValue) -> String? {
        result["is_known"] == true ? result["origin"].string : "not released yet"
    }

    /// Looks.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let shelf = try step.services.service(ReleaseShelf.self)
        let (application, version) = (try options[Self.application], try options[Self.version])
        let known = try await shelf.release(of: application, version: version)
        let check = ReleaseAdmission(application: application, version: version, step: step, shelf: shelf)
        try await check.admit(known)
        guard let known else {
            return ["is_known": false, "application": .string(application), "version": .string(version)]
        }
        return try await ReleaseView(known, step, shelf).value()
    }
}

/// `record_release`: keeps what was built as the release of a version; `release` calls it.
public struct RecordRelease: Primitive {
    static let artifacts = PrimitiveOption<LuaTable>.required(
        "artifacts", .artifacts, "what was built: images and plain values, by name")

    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "record_release", summary: "Keeps what was built as the release of a version, for good; release calls it.",
        options: [FindRelease.application.erased, FindRelease.version.erased, artifacts.erased],
        returns: "{ is_known, application, version, artifacts, approvers, question, ends_run }", inDoubt: .idempotent,
        grant: .release)

    /// The release.
    public func title(_ options: OptionValues) -> String { FindRelease().title(options) }

    /// The hash of the release.
    public func summary(of result: LuaValue) -> String? { result["origin"].string }

    /// Keeps it. One that this very step has kept before is found again.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let shelf = try step.services.service(ReleaseShelf.self)
        guard let sources = step.run.sources else {
            throw StepError(code: "no_service", "this run has no sources that a release could keep")
        }
        let pinned = sources.released(with: step.run.project).encoded()
        let tree = try await step.services.service(WorkTreeService.self).look(step.run.project)
        let content = ReleaseContent(
            application: try options[FindRelease.application], version: try options[FindRelease.version],
            artifacts: try options[Self.artifacts], recipe: sources.recipe, parameters: step.run.parameters,
            sources: ContentHash(of: pinned), files: sources.hashes,
            contexts: try await shelf.contexts(builtIn: step.scope, of: step), commit: tree?.commit,
            isDirty: tree?.isDirty ?? false, project: step.run.project.name, createdAt: step.startedAt,
            creator: step.run.requester.user, token: step.token)
        let kept = try await shelf.keep(content, sources: pinned)
        guard kept.token == content.token else {
            throw StepError(
                code: "release.denied_content",
                "\(kept.name) was released by \(kept.creator) while this run built it, and a release never changes",
                hint: "run it again: what was built comes from the record then")
        }
        if tree?.isDirty == true {
            step.notice("\(kept.name) was built from a work tree with changes that are not committed")
        }
        return try await ReleaseView(kept, step, shelf).value()
    }
}

/// `end_run`: ends a run that was there to make a release; `release` calls it.
public struct EndRun: Primitive {
    /// Makes the primitive.
    public init() {}

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "end_run", summary: "Ends a run that `moondock release create` has begun; release calls it.",
        inDoubt: .pure, grant: .release, endsRun: true)

    /// Lets the run end.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        guard step.run.sources?.release == .creation else {
            throw StepError(
                code: "invalid_call", "end_run is called by release, in a run of `moondock release create`",
                hint: "to end a recipe before its last line, return from it")
        }
        return .nil
    }
}

extension ReleaseContent {
    /// The release as people name it.
    var name: String { "\(application) \(version)" }
}

extension OptionType where Value == LuaTable {
    /// What a build returned.
    fileprivate static let artifacts = OptionType("a table of images and plain values", annotation: "table") {
        value, path throws(OptionError) in
        guard let table = value.table, table.items.isEmpty else {
            throw .mismatch(value, path, expected: "a table with names as keys")
        }
        guard let fault = ReleaseContent.fault(inArtifacts: value) else { return table }
        throw OptionError("'\(path)': \(fault)", option: "artifacts")
    }
}
