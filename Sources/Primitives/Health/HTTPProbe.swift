import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TextSafety

/// Asks a URL once.
struct HTTPProbe: Sendable {
    let url: String
    /// Takes out of an answer what nobody may read, before it is cut.
    let mask: @Sendable (String) -> String
    /// The longest one request may take; a container behind a port forwarder can hang instead of refusing.
    static let patience = TimeAmount.seconds(3)

    func ask() async -> ProbeAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "moondock-health")
        request.headers.add(name: "Connection", value: "close")
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: Self.patience)
            let status = response.status
            if (200..<400).contains(status.code) { return .healthy }
            let body = try await response.body.collect(upTo: 64 << 10)
            let text = mask(SafeText.decoded(body.readableBytesView))
            let line = text.split(whereSeparator: \.isNewline).first.map { ": \($0.prefix(200))" } ?? ""
            return .unhealthy("GET \(url) answered \(status.code) \(status.reasonPhrase)\(line)")
        } catch is CancellationError {
            return .unhealthy("cancelled")
        } catch {
            if ProbeAnswer.isSilence(error) { return .silent("GET \(url): \(Self.reason(error))") }
            return .unhealthy("GET \(url): \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
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
