import DockerEngine
public import Foundation
public import RecipeLibraries
public import Recipes

extension DockerRun {
    /// What would give a container more than its own: power over its machine, its network, its files, or an image that is
    /// another one tomorrow.
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
        for mount in (try? options[RunOptions.volumes]) ?? [] {
            guard case .bind(let path) = mount.resolved(in: root).source else { continue }
            let place = URL(fileURLWithPath: path).standardizedFileURL.path
            if Self.holdsSocket(place) {
                if policy.dockerSocket { continue }
                return violation("docker_socket", "the Docker socket in containers (\(path))")
            }
            if !Self.isAllowed(place, policy, root) {
                return PolicyViolation(
                    key: "mounts", what: "the folder \(path) in containers",
                    hint: "add it to policy.mounts in moondock.lua, or keep the files in the project")
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

    /// Whether a folder is, or holds, the engine's socket.
    private static func holdsSocket(_ path: String) -> Bool {
        path.hasSuffix("/docker.sock") || ["/", "/var", "/var/run", "/run"].contains(path)
    }

    private static func isAllowed(_ path: String, _ policy: Policy, _ root: URL) -> Bool {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        func lies(_ path: String, in folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
        if lies(place, in: root.resolvingSymlinksInPath().path) { return true }
        return policy.mounts.contains { pattern in
            pattern.matches(place) || pattern.matches(path) || PathPattern("\(pattern)/**").matches(place)
        }
    }
}

/// What of a call with `adopt` the policy does not allow.
func foreignViolation(of policy: Policy, _ adopts: Bool?) -> PolicyViolation? {
    guard adopts == true, !policy.foreignContainers else { return nil }
    return PolicyViolation(
        key: "foreign_containers", what: "taking containers that this project has not made",
        hint: "policy = { foreign_containers = true } in moondock.lua allows it")
}
