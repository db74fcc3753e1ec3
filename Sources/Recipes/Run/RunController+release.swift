public import Journal
import LuaSyntax
import LuaValues
import RecipeLibraries

extension RunController {
    /// Runs a recipe up to the release it makes, and ends there.
    /// - Parameters:
    ///   - recipe: the recipe's path, relative to the project.
    ///   - environment: the environment whose data the build reads.
    ///   - parameters: the recipe's parameters as text.
    ///   - changed: the limits that are to be others for this run.
    ///   - id: the new run's name.
    ///   - control: takes requests to cancel.
    public func createRelease(
        recipe: String, environment: String?, parameters: [String: String], limits changed: RunLimits = RunLimits(),
        id: RunID, control: RunControl
    ) async -> RunOutcome {
        await ended(nil) {
            var bundle = try RunBundle(
                reading: recipe, environment: environment, of: project, limits: changed, allowsLocal: allowsLocal
            ).made(for: registry)
            try ParameterCheck(bundle: bundle).check(parameters.keys)
            guard bundle.callsRelease else {
                throw Diagnostic(
                    code: "no_release", message: "\(recipe) makes no release",
                    hint: "have it build in one: moondock docs release")
            }
            bundle.release = .creation
            return try await begin(bundle, as: recipe, parameters, id, control)
        }
    }

    /// Runs the recipe of a release with the images that it has.
    /// - Parameters:
    ///   - bundle: the release's sources for the environment; see `RunBundle.promoting`.
    ///   - parameters: the release's parameters.
    ///   - id: the new run's name.
    ///   - control: takes requests to cancel.
    public func promote(
        _ bundle: RunBundle, parameters: [String: String], id: RunID, control: RunControl
    ) async -> RunOutcome {
        await ended(nil) { try await begin(bundle, as: bundle.recipe, parameters, id, control) }
    }

    /// Begins a run with sources that are at hand.
    func begin(
        _ bundle: RunBundle, as recipe: String, _ parameters: [String: String], _ id: RunID, _ control: RunControl
    ) async throws -> RunOutcome {
        let limits = bundle.limits.applied(to: limits)
        let session = try WorkerSession(executable: workerExecutable, limits: limits)
        defer { session.end() }
        let encoded = bundle.encoded()
        let definition = RunDefinition(
            recipe: recipe, environment: bundle.environment, parameters: LuaValue(parameters: parameters).encoded(),
            bundle: ContentHash(of: encoded), seed: Int64.random(in: 0...Int64.max), requester: identity.user,
            project: project.place)
        let now = Timestamp.now
        let journal = RunJournal(
            store: store, id: id, owner: ProcessName.current, definition: definition, bundle: encoded, startedAt: now)
        let prepared = PreparedRun(
            id: id, bundle: bundle, definition: definition, limits: limits, journal: journal, replay: ReplayLog([]),
            startedAt: now)
        return try await execute(prepared, session, control)
    }
}

extension RunBundle {
    /// Whether any of the sources calls `release`.
    fileprivate var callsRelease: Bool {
        sources.contains { path, bytes in
            let chunk = Parser.parse(LuaSource(name: path, bytes: bytes))
            return chunk.calls(ScopeResolver.resolve(chunk)).contains { $0.globalName == "release" }
        }
    }
}

extension RecipeCheck.Result {
    /// What matters to a run that deploys a release: what it would have been built from need not be here.
    func `for`(_ release: ReleasePin?) -> RecipeCheck.Result {
        guard release?.deployment != nil else { return self }
        var result = self
        result.problems.removeAll { $0.code == CallCheck.fileFault }
        return result
    }

    /// Without the primitives that build and push: a deployed release calls none of them.
    func withoutBuilding(_ registry: PrimitiveRegistry) -> RecipeCheck.Result {
        var result = self
        result.primitives = primitives.filter { name, _ in
            ![Grant.Name.dockerBuild, .dockerPush].contains(registry[name]?.declaration.grant)
        }
        return result
    }
}
