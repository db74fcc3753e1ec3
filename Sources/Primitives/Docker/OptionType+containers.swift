import DockerEngine
import LuaRuntime
import Recipes

extension OptionType where Value == String {
    /// A container's name: letters, digits, `_`, `.` and `-`, as the engine takes it.
    static let containerName = OptionType.name.map { text, place throws(OptionError) in
        let isValid = text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            case 45, 46, 95: index > 0
            default: false
            }
        }
        guard isValid, text.utf8.count > 1 else {
            throw OptionError(
                "'\(place)' is no container name: \"\(text)\"", culprit: place.leafKey,
                hint: "names have letters, digits, '_', '.' and '-', and begin with a letter or digit")
        }
        return text
    }
}

extension OptionPlace {
    /// The last key of the place.
    var leafKey: String { String(description.split(separator: ".").last?.prefix { $0 != "[" } ?? "") }
}

extension OptionType where Value == PortBinding {
    /// A published port: `"80:8080"`, `"127.0.0.1:80:8080"`, `"53:53/udp"`, `"8080"`.
    static let port = OptionType("a port like \"80:8080\"", annotation: "string|integer") {
        value, place throws(OptionError) in
        let text = value.integer.map(String.init) ?? value.string
        guard let text, let port = PortBinding(published: text) else {
            throw OptionError(
                "'\(place)' is no port: \(value)", culprit: place.leafKey,
                hint: "\"80:8080\" publishes port 8080 of the container on port 80; \"8080\" picks a free one")
        }
        return port
    }
}

extension PortBinding {
    init?(published text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2,
            let transport = TransportProtocol(rawValue: halves.count == 2 ? String(halves[1]) : "tcp")
        else { return nil }
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        let ports = parts.suffix(2).map { Int($0).flatMap { (1...65535).contains($0) ? $0 : nil } }
        guard (1...3).contains(parts.count), ports.allSatisfy({ $0 != nil }), let inside = ports.last ?? nil else {
            return nil
        }
        self.init(
            containerPort: inside, hostPort: parts.count > 1 ? ports[0] : nil,
            hostIP: parts.count == 3 ? String(parts[0]) : nil, transportProtocol: transport)
    }
}

extension OptionType where Value == ContainerMount {
    /// A volume or a folder of the host: `"data:/var/lib"`, `"/etc/app:/etc/app:ro"`.
    static let mount = OptionType("a volume like \"data:/var/lib/app\"", annotation: "string") {
        value, place throws(OptionError) in
        let parts = (value.string ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isReadOnly = parts.count == 3 && parts[2] == "ro"
        guard parts.count == 2 || isReadOnly || (parts.count == 3 && parts[2] == "rw"), parts[1].hasPrefix("/"),
            !parts[0].isEmpty, parts[0].hasPrefix("/") || !parts[0].contains("/")
        else {
            throw OptionError(
                "'\(place)' is no volume: \(value)", culprit: place.leafKey,
                hint: "\"NAME:/path\" for a volume, \"/host/path:/path:ro\" for a folder of the host")
        }
        let source: ContainerMount.Source = parts[0].hasPrefix("/") ? .bind(path: parts[0]) : .volume(name: parts[0])
        return ContainerMount(source, at: parts[1], isReadOnly: isReadOnly)
    }
}

extension OptionType where Value == RestartPolicy {
    /// A restart policy by docker's names.
    static let restartPolicy = OptionType<String>.word("no", "always", "unless-stopped", "on-failure").map {
        word, _ -> RestartPolicy in
        switch word {
        case "always": .always
        case "unless-stopped": .unlessStopped
        case "on-failure": .onFailure(limit: nil)
        default: .never
        }
    }
}
