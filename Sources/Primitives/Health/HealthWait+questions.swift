import DockerEngine
import Foundation
import LuaRuntime
import Recipes

extension HealthWait {
    /// What to ask a container, given where its ports are published.
    func question(
        _ probe: HealthProbe, _ inspection: ContainerInspection
    ) throws -> @Sendable () async throws -> ProbeAnswer {
        let (engine, container, secrets) = (engine, container, step.run.secrets)
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
            guard let port = options.httpPort(of: probe) else {
                let isUDP = options.ports.contains { $0.transportProtocol != .tcp }
                throw StepError(
                    code: "invalid_option",
                    "docker_run: 'healthy.http' needs a published \(isUDP ? "tcp " : "")port to ask",
                    hint: options.network.isHost
                        ? "name it: healthy = { http = \"…\", port = 8080 }" : "add ports, or give a full URL",
                    fields: ["option": "healthy"])
            }
            let (address, bound) = try place(of: port, inspection)
            return "http://\(Self.bracketed(address)):\(bound)\(target)"
        }
        guard var parts = URLComponents(string: target), let host = parts.host else {
            throw StepError(
                code: "invalid_option", "docker_run: 'healthy.http' is neither a path nor a URL: \(target)",
                fields: ["option": "http"])
        }
        if ["localhost", "127.0.0.1"].contains(host), let port = parts.port ?? (parts.scheme == "http" ? 80 : nil),
            let (address, bound) = try? place(of: port, inspection)
        {
            (parts.host, parts.port) = (Self.bracketed(address), bound)
        }
        return parts.string ?? target
    }

    /// Where a port of the container is reached: at the address it is published on, or the host's.
    private func place(of port: Int, _ inspection: ContainerInspection) throws -> (String, Int) {
        if options.network.isHost { return (address(nil), port) }
        guard let bound = inspection.ports["\(port)/tcp"]?.first else {
            let others = inspection.ports.keys.filter { $0.hasPrefix("\(port)/") }.sorted()
            let reason =
                others.isEmpty ? "which is not published" : "which is published as \(others[0]); probes ask tcp"
            throw StepError(
                code: "invalid_option", "docker_run: the probe asks port \(port), \(reason)",
                hint: others.isEmpty ? "add it to ports" : "name a tcp port: healthy = { …, port = 8080 }",
                fields: ["option": "healthy"])
        }
        return (address(bound.hostIP), bound.hostPort)
    }

    private func address(_ bound: String?) -> String {
        let found = [bound, place.address].compactMap { $0 }.first { !["", "0.0.0.0", "::"].contains($0) }
        return found ?? "127.0.0.1"
    }

    private static func bracketed(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }
}
