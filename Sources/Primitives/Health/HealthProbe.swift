import LuaRuntime
import Recipes

/// How to tell that a container works.
struct HealthProbe: Hashable, Sendable {
    /// What is asked.
    enum Kind: Hashable, Sendable {
        /// An HTTP request that must answer 2xx or 3xx: a path, or a URL as seen from inside the container.
        case http(String)
        /// A port that must take a connection.
        case tcp(Int)
        /// Text that must appear in the container's log.
        case log(String)
        /// The HEALTHCHECK of the image.
        case docker
    }

    let kind: Kind
    /// The container's port that HTTP goes to; the first published one where left out.
    let port: Int?
    /// How long it may take.
    let within: Duration

    /// What is asked, in words.
    var description: String {
        switch kind {
        case .http(let path): "HTTP \(path)"
        case .tcp(let port): "TCP port \(port)"
        case .log(let text): "“\(text)” in its log"
        case .docker: "its HEALTHCHECK"
        }
    }
}

extension OptionType where Value == HealthProbe {
    private static var http: PrimitiveOption<String?> { .optional("http", .name, "path or URL that must answer") }
    private static var tcp: PrimitiveOption<Int?> {
        .optional("tcp", .integer(1...65535), "port that must take a connection")
    }
    private static var log: PrimitiveOption<String?> { .optional("log", .string, "text that must appear in the log") }
    private static var docker: PrimitiveOption<Bool> {
        .defaulted("docker", .boolean, false, "the image's HEALTHCHECK")
    }
    private static var port: PrimitiveOption<Int?> {
        .optional("port", .integer(1...65535), "the container's port for http")
    }
    private static var within: PrimitiveOption<Duration> {
        .defaulted("within", .duration, .seconds(60), shown: "\"60s\"", "how long it may take")
    }

    /// A health probe: `{ http = "/healthz", within = "30s" }`.
    static let healthProbe = OptionType(
        "a probe like { http = \"/healthz\", within = \"30s\" }", annotation: "moondock.Health"
    ) { value, place throws(OptionError) in
        guard case .table(let table) = value else {
            throw .mismatch(value, place, expected: "a probe like { http = \"/healthz\", within = \"30s\" }")
        }
        let values = try OptionValues(
            table, options: [http.erased, tcp.erased, log.erased, docker.erased, port.erased, within.erased],
            positional: nil, place: place)
        do throws(StepError) {
            let kinds: [HealthProbe.Kind?] = [
                try values[http].map { .http($0) }, try values[tcp].map { .tcp($0) },
                try values[log].map { .log($0) }, try values[docker] ? .docker : nil,
            ]
            guard let kind = kinds.compactMap({ $0 }).first, kinds.compactMap({ $0 }).count == 1 else {
                throw StepError(code: "", "'\(place)' needs exactly one of http, tcp, log and docker")
            }
            return HealthProbe(kind: kind, port: try values[port], within: try values[within])
        } catch {
            throw OptionError(error.message, culprit: place.leafKey)
        }
    }
}
