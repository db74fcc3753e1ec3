import AsyncHTTPClient
import ContainerRegistry
import Foundation
import NIOCore
import NIOPosix

extension DockerError {
    /// Turns what the HTTP client threw into an error that says what to do. Cancellation passes unchanged.
    static func transport(_ error: any Error, operation: String, endpoint: DockerEndpoint) -> any Error {
        if error is CancellationError || error is DockerError || error is BuildContextError { return error }
        if let error = error as? HTTPClientError, error == .cancelled { return CancellationError() }
        let (code, message) = diagnosis(error, endpoint: endpoint)
        return DockerError(code, operation: operation, message: message, endpoint: endpoint.description)
    }

    /// The error for an answer that broke off in the middle: how the operation ended is then unknown.
    static func interruption(_ error: any Error, operation: String, endpoint: DockerEndpoint) -> any Error {
        let mapped = transport(error, operation: operation, endpoint: endpoint)
        guard var mapped = mapped as? DockerError, mapped.code == .connectionFailed else { return mapped }
        mapped.code = .streamCut
        mapped.message = "the connection broke before the engine said how it ended (\(mapped.message))"
        return mapped
    }

    private static let cut = "the engine closed the connection before it had answered; its log may say why"

    private static func diagnosis(_ error: any Error, endpoint: DockerEndpoint) -> (Code, String) {
        if let errno = systemError(error) { return connectDiagnosis(errno, endpoint: endpoint) }
        if let failure = TLSFailure(error) { return (.tlsFailed, tlsMessage(failure, endpoint: endpoint)) }
        switch error as? HTTPClientError {
        case .connectTimeout?:
            return (.timedOut, "no connection within \(EngineConnection.connectTimeoutSeconds) seconds")
        case .deadlineExceeded?, .readTimeout?, .getConnectionFromPoolTimeout?:
            return (.timedOut, "the engine did not answer in time")
        case .remoteConnectionClosed?:
            return (.streamCut, cut)
        case .tlsHandshakeTimeout?:
            return (.tlsFailed, "the TLS handshake did not finish; is this port one that speaks TLS?")
        default:
            if error is ChannelError { return (.streamCut, cut) }
            if let error = error as? NIOConnectionError, error.dnsAError != nil || error.dnsAAAAError != nil {
                return (.connectionFailed, "there is no machine of that name")
            }
            return (.connectionFailed, "\(error)")
        }
    }

    /// The errno of a failed connection attempt, however deep the network library has wrapped it.
    private static func systemError(_ error: any Error) -> IOError? {
        if let error = error as? IOError { return error }
        if let error = error as? NIOConnectionError {
            return error.connectionErrors.lazy.compactMap { $0.error as? IOError }.first
        }
        return nil
    }

    private static func connectDiagnosis(_ error: IOError, endpoint: DockerEndpoint) -> (Code, String) {
        switch error.errnoCode {
        case ENOENT:
            return (
                .socketMissing,
                "there is no socket at this path; start the engine, or set DOCKER_HOST to where it listens"
            )
        case EACCES, EPERM:
            return (
                .permissionDenied,
                "this user may not open the socket; add it to the group that owns the socket (often “docker”)"
            )
        case ECONNREFUSED:
            return (.connectionRefused, "nobody listens there; start the engine")
        case ECONNRESET, EPIPE:
            return (.streamCut, cut)
        default:
            return (.connectionFailed, String(cString: strerror(error.errnoCode)))
        }
    }

    private static func tlsMessage(_ failure: TLSFailure, endpoint: DockerEndpoint) -> String {
        let message = "the TLS handshake failed: \(failure.reason)"
        guard !failure.isPlainText, case .tcp(_, _, let certificates?) = endpoint.transport else { return message }
        return message + "; check ca.pem, cert.pem and key.pem in \(certificates.directory)"
    }
}
