import DockerEngine
import Foundation
import LuaValues
import Recipes

extension HealthWait {
    /// What to ask a container, given where its ports are published.
    /// - Parameter last: gets what the log of a container says while it is followed.
    func question(
        _ probe: HealthProbe, _ inspection: ContainerInspection, _ last: LastAnswer
    ) throws -> @Sendable () async throws -> ProbeAnswer {
        let (engine, container, secrets, clock) = (engine, container, step.run.secrets, step.services.clock)
        switch probe.kind {
        case .http(let target):
            let headers = try headers(of: probe)
            guard let url = try ownURL(target, probe, inspection) else {
                let http = try step.services.service(HTTPService.self)
                let question = try ForeignProbe(target, headers: headers, in: step) { probe.accepts($0) }
                return { await question.ask(through: http) }
            }
            let probes = try step.services.service(ProbeService.self)
            let question = HTTPProbe(
                url: url, headers: headers, accepts: { probe.accepts($0) }, mask: { secrets.mask($0) })
            return { await probes.http(question) }
        case .tcp(let port):
            let address = try address(of: port, inspection)
            let probes = try step.services.service(ProbeService.self)
            let question = TCPProbe(address: address.host, port: address.port)
            return { await probes.tcp(question) }
        case .docker:
            let forgotten = ForgottenHealthCheck(
                interval: inspection.configuration.healthInterval, now: clock.elapsed)
            return {
                let health = try await engine.inspectContainer(container).state.health
                switch health?.status {
                case .healthy: return .healthy
                case .starting:
                    if forgotten.isDue(hasBeenRun: health?.attempts?.isEmpty == false, now: clock.elapsed) {
                        return try await engine.runsHealthCheck(of: container)
                    }
                    return .unhealthy("HEALTHCHECK says starting")
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
            last.set("its log holds no line yet; text without a line break stays in the engine until one comes")
            return {
                // One question follows the log until the text comes; the time limit ends it.
                for try await line in try await engine.containerLogs(container, LogOptions(follows: true)).lines() {
                    if line.text.contains(text) { return .healthy }
                    last.set("the last line of its log is “\(secrets.mask(line.text).prefix(200))”")
                }
                return .unhealthy("its log ended without “\(text)”")
            }
        }
    }

    private func headers(of probe: HealthProbe) throws -> [String: String] {
        let headers = try probe.headers.mapValues { try $0.open(with: step.run.secrets) }
        let faulty = headers.keys.sorted().first { name in
            headers[name]?.unicodeScalars.contains { $0.value < 32 && $0 != "\t" } == true
        }
        if let faulty {
            throw StepError(
                code: "invalid_option", "docker_run: the value of the header \(faulty) has a line break in it",
                hint: "check that the secret was stored without one", fields: ["option": "headers"])
        }
        return headers
    }

    /// Where the container itself is asked: at the published port of a path, or of a URL of the container's own
    /// loopback.
    /// - Returns: `nil` for an address of somebody else.
    private func ownURL(_ target: String, _ probe: HealthProbe, _ inspection: ContainerInspection) throws -> String? {
        if target.hasPrefix("/") {
            let address = try address(of: try port(of: probe), inspection)
            return "http://\(address.hostInURL):\(address.port)\(target)"
        }
        guard var parts = URLComponents(string: target), let port = HealthProbe.loopbackPort(in: target),
            let address = publishedAddress(of: port, inspection)
        else { return nil }
        (parts.host, parts.port) = (address.hostInURL, address.port)
        return parts.string
    }

    /// The container's port that a path is asked at. Only TCP answers HTTP.
    private func port(of probe: HealthProbe) throws -> Int {
        if let port = options.httpPort(of: probe) { return port }
        let others = options.ports.map(\.containerPortKey).joined(separator: ", ")
        throw StepError(
            code: "invalid_option",
            "docker_run: 'healthy.http' needs a published port of TCP to ask"
                + (others.isEmpty ? "" : ", and only \(others) is published"),
            hint: options.network.isHost
                ? "name it: healthy = { http = \"…\", port = 8080 }" : "add one to ports, or give a full URL",
            fields: ["option": "healthy"])
    }

    private func address(of port: Int, _ inspection: ContainerInspection) throws -> PublishedAddress {
        if let address = publishedAddress(of: port, inspection) { return address }
        let others = PortBinding.TransportProtocol.allCases.filter {
            $0 != .tcp && inspection.hostPort(for: port, $0) != nil
        }
        if let other = others.first {
            throw StepError(
                code: "invalid_option",
                "docker_run: the probe asks port \(port) by TCP, and it is published as a \(other.rawValue) port",
                hint: "publish a port of TCP, or use healthy = { log = … }", fields: ["option": "healthy"])
        }
        throw StepError(
            code: "invalid_option", "docker_run: the probe asks port \(port), which is not published",
            hint: "add it to ports", fields: ["option": "healthy"])
    }

    /// Where a port of the container answers TCP, seen from here.
    private func publishedAddress(of port: Int, _ inspection: ContainerInspection) -> PublishedAddress? {
        if options.network.isHost { return PublishedAddress(host: self.target.ownHost, port: port) }
        guard let published = inspection.ports["\(port)/tcp"]?.first else { return nil }
        return PublishedAddress(host: self.target.reachableHost(of: published), port: published.hostPort)
    }
}

/// Host and port by which a container's port is reached from here.
struct PublishedAddress: Hashable, Sendable {
    /// An address, or the name of an engine's machine.
    let host: String
    let port: Int

    /// The host as URLs have it.
    var hostInURL: String { host.contains(":") ? "[\(host)]" : host }
}

extension EnginePool.Target {
    /// By which host a published port is reached from here: the address it listens on, or where that is every address
    /// of the machine, the host's own, the engine's, or this machine's.
    func reachableHost(of published: ContainerInspection.PublishedPort) -> String {
        let addresses = [published.hostIP, address ?? ""].compactMap { IPAddress($0) }
        if let address = addresses.first(where: { !$0.isAny }) { return address.text }
        if let host = engine.endpoint.machine { return host }
        return published.hostIP.contains(":") ? "::1" : "127.0.0.1"
    }

    /// By which host a port of the machine itself is reached from here.
    var ownHost: String {
        if let own = address.flatMap({ IPAddress($0) }), !own.isAny { return own.text }
        if let host = engine.endpoint.machine { return host }
        return "127.0.0.1"
    }
}

extension DockerEndpoint {
    /// The machine that the engine is on; `nil` for this one.
    fileprivate var machine: String? {
        switch transport {
        case .unix: nil
        case .tcp(let host, _, _), .ssh(let host, _, _, _): host
        }
    }
}
