import AsyncHTTPClient
import DockerEngine
import Foundation
import NIOCore
import NIOHTTP1
import TextSafety

/// Asks a URL once.
struct HTTPProbe: Sendable {
    let url: String
    let headers: [String: String]
    /// Whether an answer's status means that the container works.
    let accepts: @Sendable (Int) -> Bool
    /// Takes out of an answer what nobody may read, before it is cut.
    let mask: @Sendable (String) -> String

    /// The time limit of one request; a container behind a port forwarder can hang instead of refusing.
    static let timeout = TimeAmount.seconds(3)

    /// Without redirects: that a container sends people elsewhere is its answer, and says nothing of elsewhere.
    private static let clients: NamedClients = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.tlsConfiguration = TLSSettings.client()
        return NamedClients(configuration)
    }()

    func ask() async -> ProbeAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers = HTTPHeaders(headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        if !request.headers.contains(name: "User-Agent") {
            request.headers.add(name: "User-Agent", value: "moondock-health")
        }
        request.headers.replaceOrAdd(name: "Connection", value: "close")
        do {
            let client = Self.clients.client(for: URLComponents(string: url)?.host)
            let response = try await client.execute(request, timeout: Self.timeout)
            let status = response.status
            if accepts(Int(status.code)) { return .healthy }
            let body = try await response.body.collect(upTo: 64 << 10)
            let text = mask(SafeText.decoded(body.readableBytesView))
            let line = text.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(200))" } ?? ""
            return .unhealthy("GET \(url) answered \(status.code) \(status.reasonPhrase)\(line)")
        } catch is CancellationError {
            return .unhealthy("cancelled")
        } catch is NIOTooManyBytesError {
            return .unhealthy("GET \(url) answered at length that it does not work")
        } catch {
            if ProbeAnswer.isSilence(error) { return .silent("GET \(url): \(Self.reason(error))") }
            return .unhealthy("GET \(url): \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        if let failure = TLSFailure(error) { return "the TLS handshake failed: \(failure.reason)" }
        if let error = error as? HTTPClientError {
            switch error {
            case .connectTimeout, .readTimeout, .deadlineExceeded: return "no answer within 3 s"
            case .remoteConnectionClosed: return "the connection was closed without an answer"
            default: return error.description
            }
        }
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        return "\(error)".contains("refused") ? "connection refused" : "\(error)"
    }
}
