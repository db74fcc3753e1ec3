import Foundation
import Glibc
import Synchronization

/// A server on loopback that answers as a test says.
public final class ScriptedServer: Sendable {
    /// What it was asked.
    public struct Request: Sendable {
        /// Method and path: `GET /v2/`.
        public let line: String
        /// The headers, by names in lower case.
        public let headers: [String: String]
        /// What came with it, where its length was said.
        public let body: String
    }

    /// What it answers.
    public struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]

        /// Makes an answer.
        public init(status: Int = 200, headers: [String: String] = [:], body: String = "") {
            self.init(status: status, headers: headers, bytes: Array(body.utf8))
        }

        /// Makes an answer of any bytes.
        public init(status: Int = 200, headers: [String: String] = [:], bytes: [UInt8]) {
            self.status = status
            self.headers = headers
            body = bytes
        }
    }

    /// The port it listens on.
    public let port: Int
    private let listener: Int32
    private let seen = Seen()
    private let ended = DispatchSemaphore(value: 0)

    private final class Seen: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// What it was asked so far, in order.
    public var requests: [Request] { seen.requests.withLock { $0 } }
    /// Host and port.
    public var address: String { "127.0.0.1:\(port)" }

    /// Starts a server, which ends with its last owner.
    /// - Parameter answer: is given a request and the server's address.
    /// - Throws: `POSIXError` where it cannot listen.
    public init(_ answer: @escaping @Sendable (Request, String) -> Answer) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.listener = listener
        port = Int(UInt16(bigEndian: place.sin_port))
        Thread { [seen, ended, listener, address = "127.0.0.1:\(port)"] in
            while true {
                let peer = accept(listener, nil, nil)
                if peer < 0 { break }
                let request = Self.read(peer)
                seen.requests.withLock { $0.append(request) }
                Self.write(answer(request, address), to: peer)
                close(peer)
            }
            ended.signal()
        }.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        // Closed before, the descriptor could be another socket's by the time the thread looks at it again.
        ended.wait()
        close(listener)
    }

    private static func read(_ peer: Int32) -> Request {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        func more() -> Bool {
            let count = Glibc.read(peer, &buffer, buffer.count)
            if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
            return count > 0
        }
        let end = Data("\r\n\r\n".utf8)
        while bytes.range(of: end) == nil, more() {}
        let head = bytes.range(of: end)?.lowerBound ?? bytes.endIndex
        let lines = String(decoding: bytes[..<head], as: UTF8.self).components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { break }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < head + end.count + length, more() {}
        let words = lines[0].split(separator: " ")
        return Request(
            line: words.prefix(2).joined(separator: " "), headers: headers,
            body: String(decoding: bytes.dropFirst(head + end.count), as: UTF8.self))
    }

    private static func write(_ answer: Answer, to peer: Int32) {
        var text =
            "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\nContent-Length: \(answer.body.count)\r\n"
        for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
        let bytes = Array((text + "\r\n").utf8) + answer.body
        _ = Glibc.write(peer, bytes, bytes.count)
    }
}
