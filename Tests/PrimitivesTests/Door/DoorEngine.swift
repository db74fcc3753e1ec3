import Foundation
import Synchronization

/// An engine that makes nothing: it has a few containers and images, and fails at what comes last of a call.
final class DoorEngine: Sendable {
    /// A container there is: its project's, another project's, or made by somebody else.
    struct Container: Sendable {
        let id: String
        let name: String
        let labels: [String: String]
    }

    static let containers = [
        Container(id: "c0", name: "own", labels: ["moondock.project": "project", "moondock.name": "own"]),
        Container(id: "c1", name: "web", labels: ["moondock.project": "project", "moondock.name": "web"]),
        Container(id: "c2", name: "theirs", labels: ["moondock.project": "other", "moondock.name": "theirs"]),
        Container(id: "c3", name: "foreign", labels: [:]),
        Container(id: "c4", name: "copied", labels: ["moondock.project": "project"]),
        Container(id: "c5", name: "foreign.new", labels: [:]),
    ]
    static let image = "sha256:" + String(repeating: "a", count: 64)

    private let creations = Mutex(0)
    /// Where published ports of new containers lead.
    private let published: Int

    init(published: Int) { self.published = published }

    func answer(_ request: WebServer.Request) -> WebServer.Answer {
        let target = URLComponents(string: request.path)
        let parts = (target?.percentEncodedPath ?? "").split(separator: "/").map(String.init)
        let path = parts.first?.hasPrefix("v1.") == true ? Array(parts.dropFirst()) : parts
        switch (request.method, path.first, path.dropFirst().first) {
        case (_, "version", _):
            return Self.json([
                "Version": "27.0.0", "ApiVersion": "1.47", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64",
            ])
        case ("GET", "containers", "json"): return list(target)
        case ("GET", "containers", let name?) where path.last == "json": return inspect(name)
        case ("GET", "containers", _): return .init(status: 200)
        case ("POST", "containers", "create"):
            let number = creations.withLock { number in
                number += 1
                return number
            }
            return number % 4 == 0
                ? .init(status: 201, body: "{\"Id\":\"new\",\"Warnings\":[]}") : Self.failure(400, "no more containers")
        case (_, "containers", _): return .init(status: 204)
        case ("GET", "images", "json"): return .init(body: "[]")
        case ("GET", "images", _):
            return Self.json([
                "Id": Self.image, "RepoTags": [String](), "Size": 1, "Architecture": "amd64", "Os": "linux",
            ])
        case ("POST", "images", "create"): return .init(body: "{\"status\":\"done\"}\n")
        case ("POST", "images", _) where path.last == "tag": return .init(status: 201)
        case ("POST", "images", _):
            return .init(body: "{\"aux\":{\"Tag\":\"1\",\"Digest\":\"\(Self.image)\",\"Size\":1}}\n")
        case ("POST", "build", _): return .init(body: "{\"aux\":{\"ID\":\"\(Self.image)\"}}\n")
        case ("POST", "networks", _), ("DELETE", _, _): return .init(status: 204)
        default: return Self.failure(404, "no such thing")
        }
    }

    private static func failure(_ status: Int, _ message: String) -> WebServer.Answer {
        .init(status: status, headers: ["Content-Type": "application/json"], body: "{\"message\":\"\(message)\"}")
    }

    private static func json(_ value: Any) -> WebServer.Answer {
        let bytes = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return .init(headers: ["Content-Type": "application/json"], body: String(decoding: bytes, as: UTF8.self))
    }

    private func list(_ target: URLComponents?) -> WebServer.Answer {
        let text = target?.queryItems?.first { $0.name == "filters" }?.value ?? "{}"
        let filters = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: [String]] ?? [:]
        let found = Self.containers.filter { container in
            (filters["label"] ?? []).allSatisfy { label in
                let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
                return container.labels[parts[0]] == (parts.count > 1 ? parts[1] : "")
            }
        }
        return Self.json(
            found.map { container -> [String: Any] in
                [
                    "Id": container.id, "Names": ["/\(container.name)"], "Image": "x", "ImageID": Self.image,
                    "State": "running", "Status": "Up", "Labels": container.labels, "Created": 1,
                ]
            })
    }

    private func inspect(_ name: String) -> WebServer.Answer {
        let known = Self.containers.first { [$0.id, $0.name].contains(name) }
        guard name == "new" || known != nil else { return Self.failure(404, "no such container") }
        let state: [String: Any] = [
            "Status": "running", "Running": true, "ExitCode": 0, "OOMKilled": false, "Error": "", "StartedAt": "",
            "FinishedAt": "", "Pid": 1, "Paused": false, "Restarting": false, "Dead": false,
        ]
        let binding = [["HostIp": "127.0.0.1", "HostPort": "\(published)"]]
        return Self.json([
            "Id": known?.id ?? "new", "Name": "/\(known?.name ?? "new")", "Created": "2026-01-01T00:00:00Z",
            "Image": Self.image, "State": state, "RestartCount": 0,
            "Config": ["Image": "x", "Labels": known?.labels ?? [:], "Tty": false] as [String: Any],
            "NetworkSettings": ["Ports": ["8080/tcp": binding, "80/tcp": binding]],
            "HostConfig": ["NetworkMode": "default"],
        ])
    }
}
