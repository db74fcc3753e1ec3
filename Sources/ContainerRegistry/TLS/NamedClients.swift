package import AsyncHTTPClient
import NIOCore
import Synchronization

/// HTTP clients that check whether a server's certificate is for the name it was asked by: one for each name, and one
/// for all addresses. Like `HTTPClient.shared` they live as long as the process does.
package final class NamedClients: Sendable {
    private let configuration: HTTPClient.Configuration
    private let clients = Mutex<[String: HTTPClient]>([:])

    /// - Parameter configuration: what the clients have in common.
    package init(_ configuration: HTTPClient.Configuration) {
        var configuration = configuration
        // The check is made where HTTP/1 connections are.
        configuration.httpVersion = .http1Only
        self.configuration = configuration
    }

    /// The client for a host.
    /// - Parameter host: a name or an address; nil where nobody's certificate is checked.
    package func client(for host: String?) -> HTTPClient {
        let name = host.flatMap { Self.isAddress($0) ? nil : $0.lowercased() }
        return clients.withLock { clients in
            if let client = clients[name ?? ""] { return client }
            var configuration = configuration
            if let name { configuration.http1_1ConnectionDebugInitializer = ServerName.check(name) }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[name ?? ""] = client
            return client
        }
    }

    private static func isAddress(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        return (try? SocketAddress(ipAddress: bare, port: 0)) != nil
    }
}
