import Foundation

/// A socket whose listener greets who connects once they have said something.
final class UnixListener: Sendable {
    struct Failure: Error {}

    let path: String
    private let file: Int32

    init(_ path: String) throws {
        self.path = path
        file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.named(path, { bind(file, $0, $1) }) == 0, listen(file, 8) == 0 else { throw Failure() }
        let listener = file
        Thread.detachNewThread {
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { return }
                var byte: UInt8 = 0
                if recv(peer, &byte, 1, 0) == 1 { _ = "hello".withCString { send(peer, $0, 5, Int32(MSG_NOSIGNAL)) } }
                close(peer)
            }
        }
    }

    deinit {
        shutdown(file, Int32(SHUT_RDWR))
        close(file)
    }

    /// What it says to who connects at another socket.
    func exchange(through path: String) throws -> String {
        let peer = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(peer) }
        guard Self.named(path, { connect(peer, $0, $1) }) == 0, send(peer, "x", 1, 0) == 1 else { throw Failure() }
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = recv(peer, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    private static func named(_ path: String, _ work: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                work($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
