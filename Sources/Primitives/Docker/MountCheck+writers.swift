import DockerEngine
import LuaValues
import RecipeLibraries
import Recipes
import RootedFiles
import TextSafety

extension MountCheck {
    /// Rejects what lies in a folder that a container can write to, since it could put a link in its place before the
    /// engine looks it up again; and a folder that another container is given something in.
    /// - Throws: `StepError` with code `docker.mountWritable`.
    func checkWriters(of sources: [Source]) async throws {
        guard !sources.isEmpty else { return }
        for outer in sources where outer.isWritable {
            if let inner = sources.first(where: { $0.found.lies(in: outer.found.path) }) {
                throw writable(inner.found.path, outer.found.path, "the container")
            }
        }
        for container in try await target.engine.listContainers()
        where container.labels.label(ContainerLabels.step) != step.token {
            for mount in try await mounts(of: container) {
                guard let text = mount.source, text.hasPrefix("/") else { continue }
                let theirs = OpenDescriptor.real(text) ?? text
                if mount.isWritable, let inner = sources.first(where: { $0.found.lies(in: theirs) }) {
                    throw writable(inner.found.path, theirs, "the container \(container.name)")
                }
                if sources.contains(where: { $0.isWritable && theirs.lies(in: $0.found.path) }) {
                    throw StepError(
                        code: "docker.mountWritable",
                        "the container \(container.name) on \(target.description) is given "
                            + "\(HiddenCharacters.shown(theirs)), and whoever can write to a folder above could put "
                            + "something else in its place",
                        hint: "give each container a folder of its own, or remove \(container.name) first",
                        fields: fields)
                }
            }
        }
    }

    private func mounts(of container: ContainerSummary) async throws -> [ContainerInspection.Mount] {
        if let mounts = container.mounts { return mounts }
        return try await target.engine.container(container.id)?.mounts ?? []
    }

    private var fields: [String: LuaValue] { target.hostField.merging(["option": "volumes"]) { $1 } }

    private func writable(_ path: String, _ folder: String, _ who: String) -> StepError {
        StepError(
            code: "docker.mountWritable",
            "\(who) on \(target.description) can write to \(HiddenCharacters.shown(folder)), and could put something else in "
                + "the place of \(HiddenCharacters.shown(path)), which lies in it",
            hint: "mount the folder itself, or one that no container can write above", fields: fields)
    }
}
