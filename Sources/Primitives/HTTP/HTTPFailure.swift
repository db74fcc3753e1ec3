import Foundation
import LuaValues
import NIOCore
import NIOHTTP1
import NIOSSL
import Recipes

/// Why there was no answer.
struct HTTPFailure {
    let stepError: StepError

    init(_ error: any Error, at place: WebAddress, within timeout: Duration, limit: Int) {
        // Whoever decides what became of a request has to know whether it went out at all.
        let isSent = !(error is UnsentRequest) && !Self.isHandshake(error)
        let fields: [String: LuaValue] = isSent ? [:] : ["sent": false]
        let error = (error as? UnsentRequest)?.reason ?? error
        switch error as? HTTPFault {
        case .timeout:
            stepError = StepError(
                code: "http.timeout", "\(place.shown) did not answer within \(timeout.text)", fields: fields)
        case .tooLarge:
            stepError = StepError(
                code: "http.too_large", "the answer of \(place.shown) has more than \(limit) bytes",
                hint: "raise max_body")
        case .tooManyHeaders:
            stepError = StepError(
                code: "http.too_large", "the answer of \(place.shown) has more headers than anybody needs")
        case .linkLocal(let host):
            stepError = StepError(
                PolicyViolation(
                    key: "hosts", what: "requests to \(host), which is link-local or reveals the machine itself",
                    hint: "name it in policy.hosts of moondock.lua, without '*'"))
        default:
            stepError = StepError(
                code: "http.unreachable", "\(place.shown) cannot be asked: \(Self.reason(error, place))",
                hint: Self.isAboutTLS(error) ? "the certificate has to be valid for \(place.host)" : nil, fields: fields
            )
        }
    }

    /// Whether TLS did not come to the point where anything is sent.
    private static func isHandshake(_ error: any Error) -> Bool {
        if case .handshakeFailed? = error as? NIOSSLError { return true }
        return error is NIOSSLExtraError
    }

    private static func isAboutTLS(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }

    private static func reason(_ error: any Error, _ place: WebAddress) -> String {
        switch error {
        case HTTPFault.noHost: return "there is no such host"
        case HTTPFault.closed: return "the connection was closed without an answer"
        case HTTPFault.cut, HTTPParserError.invalidEOFState:
            return "the connection was closed in the middle of its answer"
        case HTTPFault.proxy(let reason): return "the proxy does not lead there: \(reason)"
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case let error as HTTPParserError: return "its answer is not HTTP (\(error))"
        case let error as NIOSSLError: return "TLS: \(error)"
        case let error where isAboutTLS(error): return "TLS: \(error)"
        default: return "\(error)"
        }
    }
}
