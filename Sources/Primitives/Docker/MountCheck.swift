import DockerEngine
import Foundation
import LuaValues
import RecipeLibraries
import Recipes
import RootedFiles
import TextSafety

/// Sees to it that a container is given what was allowed, and nothing that was put in its place: when it is made, right
/// before it starts, and once it runs.
///
/// Engines look mounts up again whenever they start a container. So it is given the one path without links, and no other
/// container may be able to change what lies on that path.
struct MountCheck: Sendable {
    let target: EnginePool.Target
    let options: RunOptions
    let step: StepContext

    /// A file or folder of this machine that the container is given.
    struct Source: Sendable {
        let found: MountSource
        let isWritable: Bool
    }

    /// Whether the engine's machine is this one, so that paths can be looked at.
    private var isHere: Bool {
        if case .unix = target.engine.endpoint.transport { true } else { false }
    }

    /// The mounts of the call, with the real paths of what they are of.
    /// - Throws: `StepError` with code `policy.mounts` or `policy.docker_socket` where one is not allowed.
    func allowed() async throws -> [ContainerMount] {
        var mounts: [ContainerMount] = []
        var sources: [Source] = []
        for var mount in options.mounts {
            if case .bind(let path) = mount.source {
                if isHere {
                    let source = try source(path, isWritable: !mount.isReadOnly)
                    mount.source = .bind(path: source.found.path)
                    sources.append(source)
                } else {
                    mount = mount.resolved(in: step.run.project.root)
                    try checkText(path, isWritable: !mount.isReadOnly)
                }
            }
            mounts.append(mount)
        }
        try await checkWriters(of: sources)
        return mounts
    }

    /// Looks again at what a container that was made is given, right before it starts.
    /// - Throws: `StepError` with code `docker.mountChanged` where that is not what it was made with.
    func confirm(_ container: String) async throws -> [Source] {
        let paths = options.mounts.compactMap { mount -> (String, Bool)? in
            if case .bind(let path) = mount.source { (path, !mount.isReadOnly) } else { nil }
        }
        guard isHere, !paths.isEmpty else { return [] }
        var sources: [Source] = []
        for (path, isWritable) in paths { sources.append(try source(path, isWritable: isWritable)) }
        try await checkWriters(of: sources)
        let mounts = try await target.engine.inspectContainer(container).mounts
        let given = Set(mounts.filter { $0.type == "bind" }.compactMap(\.source))
        let wanted = Set(sources.map(\.found.path))
        if let odd = given.symmetricDifference(wanted).min() { throw changed(odd) }
        return sources
    }

    /// Looks into a container that runs, and stops it where it was given something else.
    /// - Throws: `StepError` with code `docker.mountChanged`.
    func verify(_ sources: [Source], in container: String) async throws {
        guard !sources.isEmpty else { return }
        let state = try await target.engine.container(container)?.state
        // Of what has ended already, or may not be looked into, there are still the paths.
        let mounted = state.flatMap { MountedFiles(of: $0.processID, container: container)?.identities }
        let odd = sources.first { source in
            if let mounted, let identity = source.found.identity { return !mounted.contains(identity) }
            return !source.found.isInPlace
        }
        guard let odd else { return }
        try await target.engine.halt(container, within: 0)
        throw changed(odd.found.path)
    }

    private func source(_ path: String, isWritable: Bool) throws(StepError) -> Source {
        let found = try step.mountSource(path, isWritable: isWritable)
        if let policy = step.authority.policy {
            if EngineSockets(of: target, in: step).isGiven(by: found) {
                if !policy.dockerSocket { throw StepError(.socket(path)) }
            } else if let violation = policy.violation(mounting: found, in: step.run.project) {
                throw StepError(violation)
            }
        }
        return Source(found: found, isWritable: isWritable)
    }

    private func checkText(_ path: String, isWritable: Bool) throws(StepError) {
        let project = step.run.project
        let kept = step.authority.protected.violation(mountingText: path, isWritable: isWritable, of: project)
        if let kept { throw StepError(kept) }
        guard let policy = step.authority.policy else { return }
        let named = project.named(path)
        if EngineSockets.usual.isGiven(by: named.hasPrefix("/") ? named : project.resolve(named).path) {
            if !policy.dockerSocket { throw StepError(.socket(path)) }
        } else if let violation = policy.violation(ofRemoteMount: path, in: project) {
            throw StepError(violation)
        }
    }

    private func changed(_ path: String) -> StepError {
        StepError(
            code: "docker.mountChanged",
            "\(HiddenCharacters.shown(path)) is not what it was when \(options.name) on \(target.description) was allowed to "
                + "have it: somebody has put something else in its place",
            hint: "see who can write to the folders on its path",
            fields: target.hostField.merging(["option": "volumes"]) { $1 })
    }
}
