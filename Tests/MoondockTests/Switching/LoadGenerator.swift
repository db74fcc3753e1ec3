import Foundation
import Glibc
import Synchronization

/// Asks a web server again and again, on connections that are kept and on new ones, and counts what got no good answer.
final class LoadGenerator: Sendable {
    /// What came of it.
    struct Result: Sendable, CustomStringConvertible {
        var sent = 0
        var lost = 0
        /// Why, the first few times.
        var reasons: [String] = []

        var description: String { "\(lost) of \(sent) lost \(reasons)" }
    }

    private let address: String
    private let port: UInt16
    private let result = Mutex(Result())
    private let isOver = Mutex(false)
    private let group = DispatchGroup()

    /// Begins.
    /// - Parameter clients: how many of each kind there are.
    init(_ address: String, port: UInt16, clients: Int = 4) {
        self.address = address
        self.port = port
        for number in 0..<(2 * clients) {
            group.enter()
            Thread.detachNewThread { [self] in
                run(isKept: number % 2 == 0)
                group.leave()
            }
        }
    }

    /// How many requests were sent so far.
    var sent: Int { result.withLock { $0.sent } }

    /// Waits until so many more requests were sent.
    func more(_ count: Int) async throws {
        let goal = sent + count
        while sent < goal { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Ends, and counts.
    func stop() async -> Result {
        isOver.withLock { $0 = true }
        await withCheckedContinuation { continuation in
            group.notify(queue: .global()) { continuation.resume() }
        }
        return result.withLock { $0 }
    }

    private func run(isKept: Bool) {
        var connection: Int32?
        while !isOver.withLock({ $0 }) {
            let used = connection ?? connect()
            let fault = used.map { ask($0, isKept: isKept) } ?? "no connection"
            result.withLock { result in
                result.sent += 1
                guard let fault else { return }
                result.lost += 1
                if result.reasons.count < 5 { result.reasons.append("\(isKept ? "kept" : "new"): \(fault)") }
            }
            connection = isKept && fault == nil ? used : nil
            if connection == nil, let used { close(used) }
            // Bounded: this machine has other things to do.
            usleep(fault == nil ? 4_000 : 20_000)
        }
        if let connection { close(connection) }
    }

    private func connect() -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &place.sin_addr)
        let isConnected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// `MSG_NOSIGNAL` of Linux, which is imported as one type or another, depending on what else a module imports.
    private static let noSignal: Int32 = 0x4000

    /// Why a request got no good answer; `nil` where it did.
    private func ask(_ descriptor: Int32, isKept: Bool) -> String? {
        let text = "GET / HTTP/1.1\r\nHost: shop\r\n\(isKept ? "" : "Connection: close\r\n")\r\n"
        guard send(descriptor, text, text.utf8.count, Self.noSignal) == text.utf8.count else {
            return "could not send"
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return "no answer: \(String(cString: strerror(errno)))" }
            bytes += buffer[..<count]
            let answer = String(decoding: bytes, as: UTF8.self)
            if let end = answer.firstRange(of: "\r\n\r\n") {
                let head = answer[..<end.lowerBound].lowercased()
                guard head.hasPrefix("http/1.1 200") || head.hasPrefix("http/1.0 200") else {
                    return String(answer.prefix { $0 != "\r\n" }.prefix(40))
                }
                let length = head.firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                if answer[end.upperBound...].utf8.count >= length { return nil }
            }
            if count == 0 { return bytes.isEmpty ? "closed without an answer" : "cut in the middle" }
        }
    }
}
