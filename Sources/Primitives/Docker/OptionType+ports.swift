import DockerEngine
import LuaValues
import Recipes

extension OptionType where Value == [PortBinding] {
    private static var hint: String {
        "\"80:8080\" publishes port 8080 of the container on port 80; \"8080\" and \"127.0.0.1::8080\" pick a free one; "
            + "\"80-81:8080-8081\" are two; \"53:53/udp\""
    }

    /// Published ports, each in one of the forms that docker takes: `"80:8080"`, `"127.0.0.1:80:8080"`,
    /// `"[::1]:80:8080"`, `"53:53/udp"`, `"8080"`, `"127.0.0.1::8080"`, `"80-81:8080-8081"`.
    static let ports = OptionType<[[PortBinding]]>.list(of: port).map { lists, _ in lists.flatMap { $0 } }

    static let port = OptionType("a port like \"80:8080\"", annotation: "string|integer") {
        value, path throws(OptionError) in
        guard let text = value.integer.map(String.init) ?? value.string else {
            throw .mismatch(value, path, expected: "a port like \"80:8080\"")
        }
        do throws(PortText.Fault) {
            return try PortText(text).bindings
        } catch {
            switch error {
            case .name(let name):
                throw OptionError(
                    "'\(path)' publishes on '\(name)', which is no IP address", option: path.lastKey,
                    hint: "an engine takes a name for all addresses; write 127.0.0.1 for this machine alone")
            case .form:
                throw OptionError("'\(path)' is no port: \(value)", option: path.lastKey, hint: hint)
            }
        }
    }
}

/// A published port as docker's command line has it: `ADDRESS:HOST:CONTAINER/PROTOCOL`, ports being numbers or ranges.
struct PortText {
    enum Fault: Error {
        /// The address is the name of a machine.
        case name(String)
        case form
    }

    let bindings: [PortBinding]

    init(_ text: String) throws(Fault) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2,
            let transport = PortBinding.TransportProtocol(rawValue: halves.count == 2 ? halves[1].lowercased() : "tcp")
        else { throw .form }
        let (address, rest) = try Self.address(of: halves[0])
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let inside = Self.range(parts[parts.count - 1], from: 1) else {
            throw .form
        }
        // No port, and port 0, are any free one.
        let outside = parts.count == 2 && !parts[0].isEmpty ? parts[0] : "0"
        guard let published = Self.range(outside, from: 0) else { throw .form }
        if published == 0...0 {
            bindings = inside.map { port in
                PortBinding(containerPort: port, hostIP: address, transportProtocol: transport)
            }
        } else if published.count == inside.count, published.lowerBound > 0 {
            bindings = zip(published, inside).map { host, port in
                PortBinding(containerPort: port, hostPort: host, hostIP: address, transportProtocol: transport)
            }
        } else if inside.count == 1, published.lowerBound > 0 {
            bindings = [
                PortBinding(
                    containerPort: inside.lowerBound, hostPort: published.lowerBound,
                    lastHostPort: published.upperBound, hostIP: address, transportProtocol: transport)
            ]
        } else {
            throw .form
        }
    }

    /// Splits the address off; nil where there is none, or an empty one.
    private static func address(of text: Substring) throws(Fault) -> (String?, Substring) {
        let head: Substring
        let rest: Substring
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            (head, rest) = (text[...end], text[text.index(after: end)...])
            guard rest.hasPrefix(":") else { throw .form }
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 3 else { return (nil, text) }
            (head, rest) = (parts[0], text.dropFirst(parts[0].count))
        }
        guard !head.isEmpty else { return (nil, rest.dropFirst()) }
        guard let address = IPAddress(String(head)) else { throw .name(String(head)) }
        return (address.text, rest.dropFirst())
    }

    private static func range(_ text: Substring, from least: Int) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end -> Int? in
            guard !end.isEmpty, end.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            return Int(end).flatMap { (least...65535).contains($0) ? $0 : nil }
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last else {
            return nil
        }
        return first...last
    }
}
