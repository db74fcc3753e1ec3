import Foundation
import NIOCore
import NIOPosix

/// Looks up the addresses of hosts. What is looked up here is what is connected to: nobody looks again.
struct AddressLookup: Sendable {
    /// The addresses of a host; empty where there is no such host. May block.
    let addresses: @Sendable (_ host: String, _ port: Int) -> [SocketAddress]

    /// As the machine is configured.
    static let system = AddressLookup { host, port in
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard !host.utf8.contains(0), getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = Self.address(entry.pointee, host), !found.contains(address) { found.append(address) }
            next = entry.pointee.ai_next
        }
        return found
    }

    private static func address(_ entry: addrinfo, _ host: String) -> SocketAddress? {
        guard let raw = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee, host: host) }
        case AF_INET6:
            return raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee, host: host) }
        default: return nil
        }
    }

    /// Looks a host up on a thread that may block; who does not wait any longer leaves it to itself.
    /// - Throws: `HTTPFault.timeout`, `CancellationError`.
    func find(_ host: String, _ port: Int, until deadline: NIODeadline) async throws -> [SocketAddress] {
        let (loop, addresses) = (MultiThreadedEventLoopGroup.singleton.next(), addresses)
        return try await NIOThreadPool.singleton.runIfActive(eventLoop: loop) { addresses(host, port) }
            .value(until: deadline) { _ in }
    }
}
