import AsyncHTTPClient
import ContainerRegistry
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Sends requests to one engine over kept connections, and turns every failure into a `DockerError`.
final class EngineConnection: Sendable {
    static let connectTimeoutSeconds: Int64 = 10
    /// Answers that are not streams are rejected beyond this size, in bytes.
    private static let answerLimit = 64 << 20
    private static let errorAnswerLimit = 64 << 10

    /// The clients for all engines of this process.
    private static let clients = NamedClients(clientConfiguration)

    let endpoint: DockerEndpoint
    private let client: HTTPClient
    /// What addresses begin with; `nil` until a way is made.
    private let base: Mutex<String?>
    private let route: EngineRoute?
    private let tls: TLSConfiguration?
    private let known = Mutex<EngineVersion?>(nil)

    init(endpoint: DockerEndpoint, route: EngineRoute? = nil, client: HTTPClient?) throws(DockerError) {
        self.endpoint = endpoint
        self.route = route
        var checkedHost: String?
        switch endpoint.transport {
        case .unix(let path):
            base = Mutex(Self.base(of: path))
            tls = nil
        case .tcp(let host, let port, let certificates):
            base = Mutex("\(certificates == nil ? "http" : "https")://\(DockerEndpoint.bracketed(host)):\(port)")
            tls = try certificates?.tlsConfiguration(endpoint: endpoint)
            if certificates?.verifiesServer == true { checkedHost = host }
        case .ssh:
            guard route != nil else {
                throw DockerError(
                    .unsupportedTransport, operation: "connect", message: "there is no way through ssh here",
                    endpoint: endpoint.description)
            }
            base = Mutex(nil)
            tls = nil
        }
        self.client = client ?? Self.clients.client(for: checkedHost)
    }

    private static func base(of socket: String) -> String { "http+unix://\(PercentEncoding.encode(socket))" }

    /// What addresses begin with; the way there is made first, where one is needed.
    private func openedBase() async throws -> String {
        if let known = base.withLock({ $0 }) { return known }
        guard let route else { return "" }
        // Two that come here at once make the same way.
        let opened = Self.base(of: try await route.open())
        base.withLock { $0 = opened }
        return opened
    }

    /// Connections are not limited to the few a web client wants, because each followed log, wait and event
    /// stream holds one; and a refused connection is reported at once instead of tried again.
    static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(connectTimeoutSeconds), read: nil),
            decompression: .disabled)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }

    /// The version to speak, asked of the engine once.
    func version() async throws -> APIVersion { try await knownVersion().negotiatedAPIVersion }

    /// What the engine said of its version when it was asked first.
    func knownVersion() async throws -> EngineVersion {
        if let version = known.withLock({ $0 }) { return version }
        return try await engineVersion()
    }

    /// Asks the engine for its version, and remembers the answer for later requests.
    func engineVersion() async throws -> EngineVersion {
        let request = EngineRequest(.GET, "/version", operation: "request the engine's version")
        var version: EngineVersion = try await decode(execute(request, version: nil), of: request)
        do throws(DockerError) {
            let (newest, oldest) = (version.apiVersion, version.oldestAPIVersion)
            version.negotiatedAPIVersion =
                if let wanted = endpoint.apiVersion {
                    try .pinned(wanted, newest: newest, oldest: oldest)
                } else {
                    try .negotiated(newest: newest, oldest: oldest)
                }
        } catch {
            var located = error
            located.endpoint = endpoint.description
            throw located
        }
        let answer = version
        known.withLock { $0 = answer }
        return version
    }

    /// Sends a request and returns the answer, its body still to be read.
    /// - Throws: `DockerError` for failures on the way and for every failure status.
    func send(_ request: EngineRequest) async throws -> HTTPClientResponse {
        try await execute(request, version: version())
    }

    /// Sends a request whose answer is one JSON value.
    func value<Value: Decodable>(_ request: EngineRequest, as type: Value.Type = Value.self) async throws -> Value {
        try await decode(send(request), of: request)
    }

    /// Sends a request whose answer says nothing beyond its status.
    func perform(_ request: EngineRequest) async throws {
        let response = try await send(request)
        _ = try await body(of: response, limit: Self.answerLimit, request)
    }

    func execute(_ request: EngineRequest, version: APIVersion?) async throws -> HTTPClientResponse {
        do {
            return try await attempt(request, version: version)
        } catch let error as DockerError
            where route != nil && [.socketMissing, .connectionRefused].contains(error.code)
        {
            // Nobody was reached: the way has broken, and is made once more.
            base.withLock { $0 = nil }
            return try await attempt(request, version: version)
        }
    }

    private func attempt(_ request: EngineRequest, version: APIVersion?) async throws -> HTTPClientResponse {
        var message = HTTPClientRequest(url: try await openedBase() + request.target(version: version))
        message.method = request.method
        message.headers = request.headers
        message.body = request.body
        message.tlsConfiguration = tls
        if tls == nil, message.url.hasPrefix("http+unix:") {
            message.headers.replaceOrAdd(name: "Host", value: "docker")
        }
        let response: HTTPClientResponse
        do {
            let deadline = request.timeout.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
            response = try await client.execute(message, deadline: deadline)
        } catch {
            throw DockerError.transport(error, operation: request.operation, endpoint: endpoint)
        }
        guard (200..<400).contains(response.status.code) else {
            let text = try await body(of: response, limit: Self.errorAnswerLimit, request)
            throw DockerError.response(
                status: Int(response.status.code), body: text, operation: request.operation, endpoint: endpoint)
        }
        return response
    }

    private func decode<Value: Decodable>(
        _ response: HTTPClientResponse, of request: EngineRequest
    ) async throws -> Value {
        let bytes = try await body(of: response, limit: Self.answerLimit, request)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes.readableBytesView))
        } catch {
            throw DockerError(
                .invalidResponse, operation: request.operation,
                message: "the engine's answer is not understood (\(error))",
                status: Int(response.status.code), endpoint: endpoint.description)
        }
    }

    private func body(
        of response: HTTPClientResponse, limit: Int, _ request: EngineRequest
    ) async throws -> ByteBuffer {
        do {
            return try await response.body.collect(upTo: limit)
        } catch {
            throw DockerError.transport(error, operation: request.operation, endpoint: endpoint)
        }
    }
}
