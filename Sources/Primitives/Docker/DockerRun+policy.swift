import DockerEngine
public import Foundation
public import RecipeLibraries
public import Recipes
import TextSafety

extension DockerRun {
    /// What would give a container more than its own: power over its machine, its network, its files, or an image that
    /// is another one tomorrow.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        func violation(_ key: String, _ what: String) -> PolicyViolation {
            PolicyViolation(key: key, what: what, hint: "policy = { \(key) = true } in moondock.lua allows them")
        }
        if !policy.privileged, (try? options[RunOptions.privileged]) == true {
            return violation("privileged", "privileged containers")
        }
        let network = try? options[RunOptions.networks]
        if !policy.hostNetwork, network?.isHost == true {
            return violation("host_network", "containers in the host's network")
        }
        if !policy.containerNetwork, network?.isAnothers == true {
            return violation("container_network", "containers in another container's network, which may be the host's")
        }
        func shares(_ option: PrimitiveOption<String?>) -> Bool {
            guard let mode = (try? options[option]) ?? nil else { return false }
            return mode == "host" || mode.hasPrefix("container:")
        }
        if !policy.pid, shares(RunOptions.pid) {
            return violation("pid", "containers that see the processes of the host or of others")
        }
        if !policy.ipc, shares(RunOptions.ipc) {
            return violation("ipc", "containers that share memory with the host or with others")
        }
        if !policy.userns, shares(RunOptions.userns) {
            return violation("userns", "containers without a user namespace of their own")
        }
        if let violation = foreignViolation(of: policy, try? options[RunOptions.adopt]) { return violation }
        if let violation = probeViolation(of: policy, options) { return violation }
        for mount in (try? options[RunOptions.volumes]) ?? [] {
            guard case .bind(let path) = mount.source else { continue }
            if let violation = Self.violation(of: policy, mounting: path, mount.isReadOnly, Project(root: root)) {
                return violation
            }
        }
        if !policy.unpinnedImages, case .reference(let reference)? = try? options[RunOptions.image],
            reference.digest == nil
        {
            return PolicyViolation(
                key: "unpinned_images", what: "images without a digest (\(reference.familiarName))",
                hint: "build it with docker_build, name it by digest, or allow it: policy = { unpinned_images = true }")
        }
        return nil
    }

    /// What the text of a path shows, whatever machine it is of; what it stands for is looked at when it is mounted.
    private static func violation(
        of policy: Policy, mounting path: String, _ isReadOnly: Bool, _ project: Project
    ) -> PolicyViolation? {
        let named = project.named(path)
        let text = named.hasPrefix("/") ? named : project.resolve(named).path
        let kept = ProtectedPaths().violation(mountingText: path, isWritable: !isReadOnly, of: project)
        if let kept { return kept }
        if EngineSockets.usual.isGiven(by: text) { return policy.dockerSocket ? nil : .socket(path) }
        return policy.violation(ofMount: path, in: project)
    }
}

extension PolicyViolation {
    /// The engine's socket in a container.
    static func socket(_ path: String) -> PolicyViolation {
        PolicyViolation(
            key: "docker_socket", what: "the Docker socket in containers (\(HiddenCharacters.shown(path)))",
            hint: "policy = { docker_socket = true } in moondock.lua allows them")
    }
}

/// What of a call with `adopt` the policy does not allow.
func foreignViolation(of policy: Policy, _ adopts: Bool?) -> PolicyViolation? {
    guard adopts == true, !policy.foreignContainers else { return nil }
    return PolicyViolation(
        key: "foreign_containers", what: "taking containers that this project has not made",
        hint: "policy = { foreign_containers = true } in moondock.lua allows it")
}
