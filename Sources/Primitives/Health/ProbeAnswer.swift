import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// What a probe was answered.
enum ProbeAnswer: Hashable, Sendable {
    /// It works.
    case healthy
    /// It does not, or not yet; with what was answered.
    case unhealthy(String)
    /// Nothing comes back from there at all, as where a network lets nothing through.
    case silent(String)
    /// It does not, and to ask again makes no sense; with what was answered.
    case failed(String)
}

extension ProbeAnswer {
    /// Whether a connection was neither taken nor refused.
    static func isSilence(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .connectTimeout }
        if let error = error as? NIOConnectionError {
            return error.connectionErrors.contains { isSilence($0.error) }
        }
        if let error = error as? IOError { return [EHOSTUNREACH, ENETUNREACH, ETIMEDOUT].contains(error.errnoCode) }
        if case .connectTimeout? = error as? ChannelError { return true }
        return false
    }
}
