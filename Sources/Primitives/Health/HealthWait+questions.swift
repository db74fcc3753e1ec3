import DockerEngine
import Foundation
import LuaRuntime
import Recipes

extension HealthWait {
    /// What to ask a container, given where its ports are published.
    func question(
        _ probe: HealthProbe, _ inspection: ContainerInspection
    ) throws -> @Sendable () async throws -> ProbeAnswer {
        let (engine, container, secrets) = (rollout.engine, container, rollout.step.run.secrets)
        switch probe.kind {
        case .http(let target):
            let question = HTTPProbe(url: try url(target, probe, inspection)) { secrets.mask($0) }
            return { await question.ask() }
        case .tcp(let port):
            let (address, bound) = try place(of: port, inspection)
            let question = TCPProbe(address: address, port: bound)
            return { await question.ask() }
        case .docker:
            return {
                let health = try await engine.inspectContainer(container).state.health
                switch health?.status {
                case .healthy: return .healthy
                case .starting: return .unhealthy("HEALTHCHECK says starting")
                case nil, .some(.none): return .failed("the image has no HEALTHCHECK")
                case .unhealthy:
                    // The engine has asked as often as the image wants it to.
                    let output = health?.attempts?.last?.output.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
                    // What is longer than 4096 bytes the engine has cut.
                    let isCut = output.hasSuffix("...")
                    let masked = secrets.mask(isCut ? String(output.dropLast(3)) : output, isCut: isCut)
                    return .failed("HEALTHCHECK says unhealthy" + (masked.isEmpty ? "" : ": \(masked)"))
                }
            }
        case .log(let text):
            return {
                // One question follows the log until the text comes; the time limit ends it.
                for try await line in try await engine.containerLogs(container, LogOptions(follows: true)).lines()
                where line.text.contains(text) { return .healthy }
                return .unhealthy("its log ended without “\(text)”")
            }
        }
    }

    /// A path goes to the published port; a URL of the container's own loopback is turned into the published one.
    private func url(_ target: String, _ probe: HealthProbe, _ inspection: ContainerInspection) throws -> String {
        if target.hasPrefix("/") {
            guard let port = probe.port ?? rollout.options.ports.first?.containerPort else {
                throw StepError(
                    code: "invalid_option", "docker_run: 'healthy.http' needs a published port to ask",
                    hint: "add ports, or give a full URL", fields: ["option": "healthy"])
            }
            let (address, bound) = try place(of: port, inspection)
            return "http://\(address):\(bound)\(target)"
        }
        guard var parts = URLComponents(string: target), let host = parts.host else {
            throw StepError(
                code: "invalid_option", "docker_run: 'healthy.http' is neither a path nor a URL: \(target)",
                fields: ["option": "http"])
        }
        if ["localhost", "127.0.0.1"].contains(host), let port = parts.port ?? (parts.scheme == "http" ? 80 : nil),
            let bound = inspection.hostPort(for: port)
        {
            (parts.host, parts.port) = (address, bound)
        }
        return parts.string ?? target
    }

    private var address: String {
        let address = rollout.place.address ?? "127.0.0.1"
        return address == "0.0.0.0" ? "127.0.0.1" : address
    }

    private func place(of port: Int, _ inspection: ContainerInspection) throws -> (String, Int) {
        guard let bound = inspection.hostPort(for: port) else {
            throw StepError(
                code: "invalid_option", "docker_run: the probe asks port \(port), which is not published",
                hint: "add it to ports", fields: ["option": "healthy"])
        }
        return (address, bound)
    }
}
