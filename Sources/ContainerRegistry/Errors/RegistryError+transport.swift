import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import TextSafety

extension RegistryError {
    /// Turns what the HTTP client threw into an error that says what to do. Cancellation passes unchanged.
    static func transport(_ error: any Error, operation: String, registry: String, place: String) -> any Error {
        if error is CancellationError || error is RegistryError { return error }
        if let error = error as? HTTPClientError, error == .cancelled { return CancellationError() }
        var (code, message) = diagnosis(error)
        let isNoTLS = TLSFailure(error)?.isPlainText == true
        // A registry may have sent us elsewhere, and it is that place which fails.
        if place != registry { message = "at \(place), where it sent us, \(message)" }
        if code == .tlsFailed, !isNoTLS {
            message +=
                "; check the date of this machine and the registry's certificate, and name an authority of your "
                + "own by SSL_CERT_FILE or in /etc/docker/certs.d/\(place)"
        }
        var failure = RegistryError(code, operation: operation, message: message, registry: registry)
        failure.isNoTLS = isNoTLS
        return failure
    }

    private static func diagnosis(_ error: any Error) -> (Code, String) {
        if let errno = systemError(error) { return connectDiagnosis(errno) }
        if let failure = TLSFailure(error) { return (.tlsFailed, "the TLS handshake failed: \(failure.reason)") }
        switch error as? HTTPClientError {
        case .connectTimeout?: return (.unreachable, "no connection came about in time; check the network and the name")
        case .deadlineExceeded?, .readTimeout?, .getConnectionFromPoolTimeout?:
            return (.timedOut, "no answer came in time; try again later")
        case .remoteConnectionClosed?:
            return (.connectionLost, "the connection was closed before the answer was whole; try again later")
        case .tlsHandshakeTimeout?:
            return (.tlsFailed, "the TLS handshake did not finish")
        default: break
        }
        if let error = error as? NIOConnectionError, error.dnsAError != nil || error.dnsAAAAError != nil {
            return (.unreachable, "there is no machine of that name; check the name and the network")
        }
        return (.connectionLost, "the connection failed (\(SafeText.line("\(error)")))")
    }

    /// The errno of a failed connection attempt, however deep the network library has wrapped it.
    private static func systemError(_ error: any Error) -> IOError? {
        if let error = error as? IOError { return error }
        if let error = error as? NIOConnectionError {
            return error.connectionErrors.lazy.compactMap { $0.error as? IOError }.first
        }
        return nil
    }

    private static func connectDiagnosis(_ error: IOError) -> (Code, String) {
        switch error.errnoCode {
        case ECONNREFUSED: (.unreachable, "nobody listens there; check the name and port")
        case ECONNRESET, EPIPE:
            (.connectionLost, "the connection was closed before the answer was whole; try again later")
        default:
            (.unreachable, "\(String(cString: strerror(error.errnoCode))); check the network")
        }
    }
}
