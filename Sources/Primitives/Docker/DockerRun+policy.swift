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
        if !policy.hostNetwork, (try? options[RunOptions.networks])?.contains("host") == true {
            return violation("host_network", "containers in the host's network")
        }
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
