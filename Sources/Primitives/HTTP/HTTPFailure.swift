import AsyncHTTPClient
import Foundation
import LuaRuntime
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
            let fields: [String: LuaValue] = Self.isNeverSent(error) ? ["sent": false] : [:]
            stepError = StepError(
                code: "http.timeout", "\(place.shown) did not answer within \(timeout.text)", fields: fields)
        } else {
            let fields: [String: LuaValue] = Self.isNeverSent(error) ? ["sent": false] : [:]
            stepError = StepError(
                code: "http.unreachable", "\(place.shown) cannot be asked: \(Self.reason(error))",
                hint: error is NIOSSLError ? "the certificate has to be valid for \(place.host)" : nil, fields: fields)
        }
    }

    /// Whether there was no connection that the request could have gone out on.
    private static func isNeverSent(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError: true
        case let error as HTTPClientError: error == .connectTimeout || error == .tlsHandshakeTimeout
        default: false
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
