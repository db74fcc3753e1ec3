import LuaValues
import Recipes

/// How to tell that a container works.
struct HealthProbe: Hashable, Sendable {
    /// What is asked.
    enum Kind: Hashable, Sendable {
        /// An HTTP request: a path, or a URL as seen from inside the container.
        case http(String)
        /// A port that must take a connection.
        case tcp(Int)
        /// Text that must appear in the container's log.
        case log(String)
        /// The HEALTHCHECK of the image.
        case docker
    }

    let kind: Kind
    /// The container's port that HTTP goes to; the first published one of TCP where left out.
    let port: Int?
    /// The headers of the request.
    let headers: [String: TextOrSecret]
    /// The answers that mean that it works; empty for all of 2xx and 3xx.
    let statuses: [StatusPattern]
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

    /// Whether an answer means that it works.
    func accepts(_ status: Int) -> Bool {
        statuses.isEmpty ? (200..<400).contains(status) : statuses.contains { $0.fits(status) }
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
        .optional("port", .integer(1...65535), "the container's port for http; else the first published one of TCP")
    }
    private static var headers: PrimitiveOption<[String: TextOrSecret]> {
        .defaulted("headers", .requestHeaders, [:], shown: "none", "headers for http, such as Host")
    }
    private static var status: PrimitiveOption<[StatusPattern]> {
        .defaulted(
            "status", .statusPatterns, [], shown: "{ \"2xx\", \"3xx\" }",
            "the answers to http that mean that it works: a code, a class such as \"2xx\", or a list of them")
    }
    private static var within: PrimitiveOption<Duration> {
        .defaulted("within", .duration, .seconds(60), shown: "\"60s\"", "how long it may take")
    }

    /// A health probe: `{ http = "/healthz", within = "30s" }`.
    static let healthProbe = OptionType<OptionValues>.record(
        "a probe like { http = \"/healthz\", within = \"30s\" }",
        [
            http.erased, tcp.erased, log.erased, docker.erased, port.erased, headers.erased, status.erased,
            within.erased,
        ]
    ).map { values, optionPath throws(OptionError) in
        do throws(StepError) {
            let kinds: [HealthProbe.Kind?] = [
                try values[http].map { .http($0) }, try values[tcp].map { .tcp($0) },
                try values[log].map { .log($0) }, try values[docker] ? .docker : nil,
            ]
            guard let kind = kinds.compactMap({ $0 }).first, kinds.compactMap({ $0 }).count == 1 else {
                throw StepError(code: "", "'\(optionPath)' needs exactly one of http, tcp, log and docker")
            }
            let isHTTP = if case .http = kind { true } else { false }
            if case .http(let target) = kind, !target.hasPrefix("/"), (try? WebAddress(target)) == nil {
                throw StepError(
                    code: "", "'\(optionPath).http' is neither a path nor an http:// or https:// address: \(target)")
            }
            for key in ["port", "headers", "status"] where !isHTTP && values.value(of: key) != .nil {
                throw StepError(code: "", "'\(optionPath).\(key)' is for http, and this probe asks something else")
            }
            return HealthProbe(
                kind: kind, port: try values[port], headers: try values[headers], statuses: try values[status],
                within: try values[within])
        } catch {
            throw OptionError(error.message, option: optionPath.lastKey)
        }
    }
}

extension OptionType where Value == [StatusPattern] {
    /// One status, or a list of them.
    static let statusPatterns = OptionType(
        "a status like 200 or \"2xx\", or a list of them", annotation: "integer|string|table"
    ) { value, optionPath throws(OptionError) in
        if case .table = value { return try OptionType.list(of: .statusPattern).parse(value, optionPath) }
        return [try OptionType<StatusPattern>.statusPattern.parse(value, optionPath)]
    }
}

extension OptionType where Value == [String: TextOrSecret] {
    /// The headers of a request: names are tokens of RFC 9110, values have no line breaks.
    static let requestHeaders = OptionType.dictionary(of: .textOrSecret).map {
        headers, optionPath throws(OptionError) in
        for (name, value) in headers {
            let isToken = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
            guard !name.isEmpty, isToken else {
                throw OptionError(
                    "'\(optionPath)' has a name that no header can have: \(LuaValue.string(name))", option: name)
            }
            if case .text(let text) = value, text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\t" }) {
                throw OptionError("'\(optionPath.field(name))' holds control characters", option: name)
            }
        }
        return headers
    }
}
