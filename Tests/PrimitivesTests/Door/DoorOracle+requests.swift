import Foundation
import LuaValues
import NIOHTTP1
import RecipeLibraries

extension DoorOracle {
    /// A request to a web server.
    func web(_ request: WebServer.Request, _ port: Int, isFirst: Bool, of call: DoorCall) -> [String] {
        var faults: [String] = []
        let named = request.headers["host"].first ?? ""
        let hasOwnName =
            Self.fields(call.options["headers"]).contains { $0.key.lowercased() == "host" }
            || Self.fields(call.options["healthy"]["headers"]).contains { $0.key.lowercased() == "host" }
        let host = String(named.split(separator: ":").dropLast().joined(separator: ":"))
        let way = "\(call.primitive) asked \(named) (port \(port)) for \(request.path)"
        if !isCovered(call, { $0.name == "http" && ($0.argument == "http://\(named)" && named.hasSuffix(":\(port)")) })
        {
            faults.append("\(way) without a grant")
        }
        let hosts = call.rights.policy.hosts.map(\.description)
        if !hosts.isEmpty, !hasOwnName, !hosts.contains(where: { Self.fits($0, host) }) {
            faults.append("\(way), and the policy does not name that host")
        }
        guard ["http_request", "docker_run"].contains(call.primitive) else { return faults + [way] }
        // What is secret stays with the origin it was given for.
        let url = (call.options["url"].string ?? "").lowercased()
        if !isFirst, call.primitive == "http_request", !url.hasPrefix("http://127.0.0.1:\(port)"),
            !url.contains(":\(port)/") || url.contains("/30")
        {
            let isElsewhere = !url.hasPrefix("http://\(named)")
            let all = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") + request.body
            if isElsewhere, DoorWorld.secrets.values.contains(where: all.contains) {
                faults.append("\(way) with a secret of another origin")
            }
        }
        return faults
    }

    private static func fields(_ value: LuaValue) -> [String: LuaValue] { value.table?.fields ?? [:] }

    /// A request to an engine.
    func engine(_ request: WebServer.Request, of call: DoorCall) -> [String] {
        guard call.primitive.hasPrefix("docker_") else { return ["an engine was asked by \(call.primitive)"] }
        guard request.method != "GET" else { return [] }
        let target = URLComponents(string: request.path)
        var parts = (target?.path ?? "").split(separator: "/").map(String.init)
        if parts.first?.hasPrefix("v1.") == true { parts.removeFirst() }
        func query(_ name: String) -> String { target?.queryItems?.first { $0.name == name }?.value ?? "" }
        switch (parts.first, parts.count > 1 ? parts[1] : "") {
        case ("containers", "create"): return created(request.body, of: call)
        case ("containers", let id): return touched(id, of: call)
        case ("build", _):
            let labels = Self.object(query("labels"))
            let isForged = labels.contains { $0.key.hasPrefix("moondock.project") && $0.value as? String != "project" }
            return source(Self.marks(request.body), of: call)
                + (isForged ? ["an image says that it is another project's"] : [])
                + (isCovered(call) { $0.name == "docker.build" } ? [] : ["an image was built without a grant"])
        case ("images", _) where parts.last == "push":
            let name = parts.dropFirst().dropLast().joined(separator: "/")
            let isAllowed = isCovered(call) { $0.name == "docker.push" && $0.fits(name) }
            return isAllowed ? [] : ["\(name) was pushed without a grant"]
        case ("images", "create"):
            return call.primitive == "docker_run" ? [] : ["an image was pulled by \(call.primitive)"]
        case ("images", _), ("networks", _): return []
        default: return ["the engine was sent \(request.method) \(request.path)"]
        }
    }

    /// A container that was there is stopped, renamed, started or removed.
    private func touched(_ id: String, of call: DoorCall) -> [String] {
        guard let found = DoorEngine.containers.first(where: { [$0.id, $0.name].contains(id) }) else { return [] }
        var faults = host(of: call)
        let isOurs = found.labels["moondock.project"] == "project" && found.labels["moondock.name"] != nil
        let isAdopted = call.options["adopt"] == true && call.rights.policy.foreignContainers
        let claims = found.labels["moondock.name"] != nil
        // A recipe of the project may replace under its name what nobody's labels claim.
        let isReplaced =
            call.options["replace"] == true && !call.isLibrary && !claims && call.options["name"].string == found.name
        if !isOurs, !isAdopted, !isReplaced { faults.append("the container \(found.name) of others was touched") }
        return faults
    }

    private func host(of call: DoorCall) -> [String] {
        let host = call.options["host"].string ?? call.options["container"]["host"].string ?? "local"
        let isAllowed = isCovered(call) { $0.name == "docker.run" && $0.fits(host) }
        return isAllowed ? [] : ["\(call.primitive) changed the host \(host) without a grant"]
    }

    private static func object(_ text: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    /// A container that is made.
    private func created(_ body: String, of call: DoorCall) -> [String] {
        var faults = host(of: call)
        let policy = call.rights.policy
        let config = Self.object(body)
        let settings = config["HostConfig"] as? [String: Any] ?? [:]
        func text(_ key: String) -> String { settings[key] as? String ?? "" }
        func demand(_ isAllowed: Bool, _ what: String) { if !isAllowed { faults.append("a container has \(what)") } }
        if call.primitive != "docker_run" { faults.append("a container was made by \(call.primitive)") }
        if config.isEmpty { faults.append("a container was made of what is no JSON") }
        demand(policy.privileged || settings["Privileged"] as? Bool != true, "full power")
        let network = text("NetworkMode")
        demand(policy.hostNetwork || network != "host", "the host's network")
        demand(policy.containerNetwork || !network.hasPrefix("container:"), "another container's network")
        demand(!network.contains(":") || network.hasPrefix("container:"), "the network \(network)")
        for (key, isAllowed) in [("PidMode", policy.pid), ("IpcMode", policy.ipc), ("UsernsMode", policy.userns)] {
            let mode = text(key)
            let isOwn = ["", "private", "shareable", "none"].contains(mode)
            demand(isAllowed || isOwn, "\(key) \(mode)")
        }
        let known: Set<String> = [
            "PortBindings", "Mounts", "Binds", "NetworkMode", "PidMode", "IpcMode", "UsernsMode", "RestartPolicy",
            "Privileged", "Memory", "NanoCpus",
        ]
        for key in settings.keys.sorted() where !known.contains(key) { demand(false, key) }
        let image = config["Image"] as? String ?? ""
        demand(policy.unpinnedImages || image.contains("@sha256:") || image.hasPrefix("sha256:"), "the image \(image)")
        let labels = config["Labels"] as? [String: String] ?? [:]
        demand(labels["moondock.project"] == "project", "labels of another project")
        for mount in settings["Mounts"] as? [[String: Any]] ?? [] {
            let source = mount["Source"] as? String ?? ""
            if mount["Type"] as? String == "volume" {
                demand(!source.contains("/"), "a volume that is the folder \(source)")
            } else {
                faults += mounted(source, policy)
            }
        }
        for bind in settings["Binds"] as? [String] ?? [] {
            faults += mounted(String(bind.prefix { $0 != ":" }), policy)
        }
        return faults
    }

    /// A folder of the host in a container.
    private func mounted(_ source: String, _ policy: Policy) -> [String] {
        guard source.hasPrefix("/"), let place = Self.real(source) else {
            return ["a container has \(source), which is no path"]
        }
        let isSocket = place.hasSuffix("/docker.sock") || ["/", "/var", "/run", "/var/run"].contains(place)
        if isSocket { return policy.dockerSocket ? [] : ["a container has the engine's socket by \(source)"] }
        let isOurs = place == files.project || place.hasPrefix(files.project + "/")
        if isOurs || names(policy.mounts.map(\.description), place) { return [] }
        return ["a container has \(place) by \(source)"]
    }

    /// What is secret goes where the caller may send it.
    func secrets(_ outcome: DoorOutcome, of call: DoorCall) -> [String] {
        let said =
            outcome.effects.map { effect -> String in
                switch effect {
                case .web(let request, _), .engine(let request):
                    request.path + request.headers.map { "\($0.value)" }.joined(separator: "\n") + request.body
                case .lock(let text), .approval(let text): text
                }
            } + [outcome.text] + outcome.changed.values
        return DoorWorld.secrets.sorted { $0.key < $1.key }.compactMap { name, value in
            // Files hold what a recipe has put there; what is opened is what a call has a handle of.
            let held = Self.handles(.table(call.options), name)
            guard !held.isEmpty, said.contains(where: { $0.contains(value) }) else { return nil }
            // A library's own handles open what it is granted; what the recipe has handed to it, it may open.
            let isHandedOn = held.contains { $0 == nil }
            let isGranted = isCovered(call) { $0.name == "secret" && $0.argument == name }
            let isOwnCode = !call.isLibrary && held.allSatisfy { $0 == nil }
            return isHandedOn || isOwnCode || (call.isLibrary && isGranted) ? nil : "the secret \(name) was opened"
        }
    }

    /// Whose the handles of a secret are, in all that a call was given.
    private static func handles(_ value: LuaValue, _ name: String) -> [String?] {
        switch value {
        case .table(let table): (table.items + table.fields.values).flatMap { handles($0, name) }
        case .handle(let handle) where handle["parts"].table != nil: handles(handle["parts"], name)
        case .handle(let handle) where handle.kind == "secret" && handle["name"].string == name:
            [handle["library"].string]
        default: []
        }
    }
}
