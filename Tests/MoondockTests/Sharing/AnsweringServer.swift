import Foundation
import Testing

/// A server on loopback that gives one answer to whatever it is asked.
enum AnsweringServer {
    /// Runs a test with such a server.
    /// - Parameters:
    ///   - status: the status of every answer.
    ///   - body: the body of every answer.
    ///   - test: is given the port.
    static func with(
        status: Int, body: String, _ test: @Sendable (Int) async throws -> Void
    ) async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                try #require(bind(listener, place, length) == 0 && listen(listener, 8) == 0)
                try #require(getsockname(listener, place, &length) == 0)
            }
        }
        let answer =
            "HTTP/1.1 \(status) Nothing\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
        let thread = Thread {
            while true {
                let peer = accept(listener, nil, nil)
                if peer < 0 { return }
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                _ = read(peer, &buffer, buffer.count)
                _ = Array(answer.utf8).withUnsafeBytes { write(peer, $0.baseAddress, $0.count) }
                close(peer)
            }
        }
        thread.start()
        defer {
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }
        try await test(Int(UInt16(bigEndian: address.sin_port)))
    }
}
