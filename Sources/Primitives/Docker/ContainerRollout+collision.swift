import DockerEngine
import Recipes
import RootedFiles

extension ContainerRollout {
    /// Whether the new one cannot start beside the old one, or is not to.
    func hasToStopFirst(_ old: ContainerInspection) -> Bool { !options.overlaps || collides(with: old) }

    /// Whether both want the same port of the same address.
    private func collides(with old: ContainerInspection) -> Bool {
        let isOnHost = old.networkMode == "host" || old.networks["host"] != nil
        let fixed = options.ports.filter { $0.hostPort != nil }
        // What a container takes of its host's network, nobody reports.
        if options.network.isHost { return isOnHost || old.ports.values.contains { !$0.isEmpty } }
        if isOnHost { return !fixed.isEmpty }
        return fixed.contains { port in
            let taken = old.ports.filter { $0.key.hasSuffix("/\(port.transportProtocol.rawValue)") }.values.joined()
            return taken.contains {
                $0.hostPort == port.hostPort && Self.overlap($0.hostIP, port.hostIP ?? target.address)
            }
        }
    }

    private var isOnThisMachine: Bool {
        if case .unix = engine.endpoint.transport { true } else { false }
    }

    private static func overlap(_ bound: String, _ wanted: String?) -> Bool {
        guard let wanted, !isAny(wanted), !isAny(bound) else { return true }
        return bound == wanted
    }

    private static func isAny(_ address: String) -> Bool { ["", "0.0.0.0", "::"].contains(address) }

    /// Whether both write to the same files, so that one must have ended before the other begins.
    func sharesFiles(with old: ContainerInspection) -> Bool {
        let written = old.mounts.filter(\.isWritable)
        return options.mounts.contains { mount in
            guard !mount.isReadOnly else { return false }
            switch mount.source {
            case .bind:
                guard case .bind(let path) = mount.resolved(in: step.run.project.root).source else { return false }
                let paths = [path, isOnThisMachine ? OpenDescriptor.real(path) : nil]
                return written.contains { $0.volume == nil && paths.contains($0.source) }
            case .volume(let name?): return written.contains { $0.volume == name }
            default: return false
            }
        }
    }
}
