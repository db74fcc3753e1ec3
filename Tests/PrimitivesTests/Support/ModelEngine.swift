import Foundation
import Synchronization

/// An engine in memory, which can be made to do what a real one cannot be made to: it knows containers by their names,
/// labels and states, and runs none.
final class ModelEngine: Sendable {
    struct Container: Equatable {
        var name: String
        var labels: [String: String] = [:]
        var image = "app:1"
        var isRunning = false
        var exitCode = 0
        var ports: [Int] = []
        var restarts = 0
    }

    /// What a test has it do in the place of an answer.
    typealias Fault = @Sendable (_ request: String, _ container: Container?) -> WebServer.Answer?

    private struct State {
        var containers: [String: Container] = [:]
        var images: [String: Image] = [:]
        var log = ""
        var made = 0
        var health = "healthy"
        var asked: [String] = []
        var fault: Fault = { _, _ in nil }
    }

    private let state = Mutex(State())

    /// The containers by their names.
    var containers: [String: Container] {
        state.withLock { state in
            Dictionary(state.containers.values.map { ($0.name, $0) }) { first, _ in first }
        }
    }
    /// What it was asked to do, in order: method and path, with names in the place of ids.
    var asked: [String] { state.withLock { $0.asked } }

    /// The images by their ids.
    var images: [String: Image] { state.withLock { $0.images } }

    /// What each container writes to its log.
    func write(_ log: String) { state.withLock { $0.log = log } }

    func add(_ container: Container) { state.withLock { $0.containers["old-id"] = container } }

    /// What HEALTHCHECK of each new container says.
    func report(_ health: String) { state.withLock { $0.health = health } }

    func breakDown(_ fault: @escaping Fault) { state.withLock { $0.fault = fault } }

    func answer(_ request: WebServer.Request) -> WebServer.Answer {
        let target = URLComponents(string: request.path)
        let parts = (target?.percentEncodedPath ?? "").split(separator: "/").map(String.init)
        let path = parts.first?.hasPrefix("v1.") == true ? Array(parts.dropFirst()) : parts
        return state.withLock { state in
            let id = path.count > 1 ? Self.id(path[1], in: state) : nil
            let container = id.flatMap { state.containers[$0] }
            let isFollowed = target?.queryItems?.contains { $0.name == "follow" && $0.value == "1" } == true
            let words =
                path.enumerated().map { $0 == 1 ? container?.name ?? $1 : $1 }.joined(separator: "/")
                + (isFollowed ? "?follow" : "")
            state.asked.append("\(request.method) \(words)")
            if let answer = state.fault("\(request.method) \(words)", container) { return answer }
            return Self.answer(request, path, target, id, &state)
        }
    }

    private static func answer(
        _ request: WebServer.Request, _ path: [String], _ target: URLComponents?, _ id: String?, _ state: inout State
    ) -> WebServer.Answer {
        func query(_ name: String) -> String? { target?.queryItems?.first { $0.name == name }?.value }
        switch (request.method, path.first, path.dropFirst().first, path.last) {
        case (_, "version", _, _):
            return json([
                "Version": "27.0.0", "ApiVersion": "1.47", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64",
            ])
        case ("GET", "containers", "json", _): return list(query("filters"), state)
        case ("POST", "containers", "create", _): return create(request, query("name") ?? "", &state)
        default: break
        }
        if let answer = answer(request, path: path, query: query, images: &state.images) { return answer }
        guard path.first == "containers", let id, var container = state.containers[id] else {
            return failure(404, "No such container")
        }
        switch (request.method, path.count > 2 ? path[2] : "") {
        case ("GET", "json"): return inspect(id, container, state)
        case ("GET", "logs"): return log(state.log)
        case ("POST", "start"): container.isRunning = true
        case ("POST", "stop"), ("POST", "kill"): container.isRunning = false
        case ("POST", "rename"): container.name = query("name") ?? ""
        case ("DELETE", _):
            state.containers[id] = nil
            return .init(status: 204)
        default: return failure(404, "no such thing")
        }
        state.containers[id] = container
        return .init(status: 204)
    }

    private static func id(_ name: String, in state: State) -> String? {
        state.containers[name] != nil ? name : state.containers.first { $0.value.name == name }?.key
    }

    private static func create(
        _ request: WebServer.Request, _ name: String, _ state: inout State
    ) -> WebServer.Answer {
        guard !state.containers.values.contains(where: { $0.name == name }) else {
            return failure(409, "Conflict. The container name \(name) is already in use")
        }
        let body = (try? JSONSerialization.jsonObject(with: Data(request.body.utf8))) as? [String: Any] ?? [:]
        let host = body["HostConfig"] as? [String: Any] ?? [:]
        let bindings = host["PortBindings"] as? [String: [[String: String]]] ?? [:]
        state.made += 1
        state.containers["new-\(state.made)"] = Container(
            name: name, labels: body["Labels"] as? [String: String] ?? [:], image: body["Image"] as? String ?? "",
            ports: bindings.values.joined().compactMap { Int($0["HostPort"] ?? "") })
        return json(["Id": "new-\(state.made)", "Warnings": [String]()], status: 201)
    }

    private static func list(_ filters: String?, _ state: State) -> WebServer.Answer {
        let labels = labels(in: filters)
        let found = state.containers.filter { fits($0.value.labels, labels) }
        return json(
            found.sorted { $0.key < $1.key }.map { id, container -> [String: Any] in
                [
                    "Id": id, "Names": ["/\(container.name)"], "Image": container.image, "ImageID": container.image,
                    "State": container.isRunning ? "running" : "exited", "Status": "", "Labels": container.labels,
                    "Created": 1,
                ]
            })
    }

    static func labels(in filters: String?) -> [String] {
        let object = try? JSONSerialization.jsonObject(with: Data((filters ?? "{}").utf8))
        return (object as? [String: [String]])?["label"] ?? []
    }

    static func fits(_ labels: [String: String], _ wanted: [String]) -> Bool {
        wanted.allSatisfy { label in
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return labels[parts[0]] == (parts.count > 1 ? parts[1] : "")
        }
    }

    /// Lines of a container's standard output, in one frame: of fewer than 128 bytes, since an answer here is text.
    private static func log(_ text: String) -> WebServer.Answer {
        let header: [UInt8] = [1, 0, 0, 0, 0, 0, 0, UInt8(clamping: text.utf8.count)]
        return .init(
            headers: ["Content-Type": "application/vnd.docker.multiplexed-stream"],
            body: text.isEmpty ? "" : String(decoding: header, as: UTF8.self) + text)
    }

    private static func inspect(_ id: String, _ container: Container, _ state: State) -> WebServer.Answer {
        let health: [String: Any] = ["Status": state.health, "FailingStreak": 0, "Log": [[String: Any]]()]
        let status: [String: Any] = [
            "Status": container.isRunning ? "running" : "exited", "Running": container.isRunning, "Paused": false,
            "ExitCode": container.exitCode, "OOMKilled": false, "Error": "", "Restarting": false, "Dead": false,
            "StartedAt": "2026-01-01T00:00:00Z", "FinishedAt": "2026-01-01T00:00:00Z", "Pid": 1, "Health": health,
        ]
        let ports = container.ports.reduce(into: [String: Any]()) { ports, port in
            ports["8080/tcp"] = [["HostIp": "127.0.0.1", "HostPort": "\(port)"]]
        }
        return json([
            "Id": id, "Name": "/\(container.name)", "Created": "2026-01-01T00:00:00Z", "Image": container.image,
            "State": status, "RestartCount": container.restarts,
            "Config": ["Image": container.image, "Labels": container.labels, "Tty": false] as [String: Any],
            "NetworkSettings": ["Ports": ports], "HostConfig": ["NetworkMode": "default", "PortBindings": ports],
        ])
    }

    static func failure(_ status: Int, _ message: String) -> WebServer.Answer {
        json(["message": message], status: status)
    }

    static func json(_ value: Any, status: Int = 200) -> WebServer.Answer {
        let bytes = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return .init(
            status: status, headers: ["Content-Type": "application/json"], body: String(decoding: bytes, as: UTF8.self))
    }
}
