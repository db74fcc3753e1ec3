import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Recipes

/// Why there was no answer.
struct HTTPFailure {
    let stepError: StepError

    init(_ error: any Error, at place: WebAddress, within timeout: Duration) {
        if let known = error as? HTTPClientError,
            [.connectTimeout, .readTimeout, .deadlineExceeded, .tlsHandshakeTimeout].contains(known)
        {
            stepError = StepError(code: "http.timeout", "\(place.shown) did not answer within \(timeout.text)")
        } else {
            stepError = StepError(
                code: "http.unreachable", "\(place.shown) cannot be asked: \(Self.reason(error))",
                hint: error is NIOSSLError ? "the certificate has to be valid for \(place.host)" : nil)
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOSSLError: "TLS: \(error)"
        case let error as HTTPClientError:
            error == .remoteConnectionClosed ? "the connection was closed without an answer" : error.description
        case let error as NIOConnectionError:
            error.connectionErrors.isEmpty ? "there is no such host" : "connection refused"
        default: "\(error)"
        }
    }
}
