import AsyncHTTPClient
import Foundation
import NIOCore

/// The JSON values of an answer that the engine sends one after the other, as they come.
///
/// Reading drives the connection: nothing is fetched ahead beyond one read, and dropping the iterator ends the request.
struct JSONMessages<Message: Decodable & Sendable>: AsyncSequence, Sendable {
    typealias Element = Message

    var body: HTTPClientResponse.Body
    var operation: String
    var endpoint: DockerEndpoint

    func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), operation: operation, endpoint: endpoint)
    }

    struct Iterator: AsyncIteratorProtocol {
        var body: HTTPClientResponse.Body.AsyncIterator
        var operation: String
        var endpoint: DockerEndpoint
        private var lines = JSONLineSplitter()
        private var hasEnded = false
        private let decoder = JSONDecoder()

        init(body: HTTPClientResponse.Body.AsyncIterator, operation: String, endpoint: DockerEndpoint) {
            self.body = body
            self.operation = operation
            self.endpoint = endpoint
        }

        mutating func next() async throws -> Message? {
            while true {
                if let line = try nextLine() { return try decode(line) }
                if hasEnded { return nil }
                if let bytes = try await read() {
                    lines.append(bytes)
                } else {
                    hasEnded = true
                    return try lines.finish().map(decode)
                }
            }
        }

        private mutating func read() async throws -> ByteBuffer? {
            do {
                return try await body.next()
            } catch {
                throw DockerError.interruption(error, operation: operation, endpoint: endpoint)
            }
        }

        private mutating func nextLine() throws -> ByteBuffer? {
            do {
                return try lines.next()
            } catch {
                throw invalid("one message is longer than \(JSONLineSplitter.lineLimit) bytes")
            }
        }

        private func decode(_ line: ByteBuffer) throws -> Message {
            do {
                return try decoder.decode(Message.self, from: Data(line.readableBytesView))
            } catch {
                throw invalid("a message is not understood: \(String(buffer: line).prefix(200))")
            }
        }

        private func invalid(_ message: String) -> DockerError {
            DockerError(.invalidResponse, operation: operation, message: message, endpoint: endpoint.description)
        }
    }
}
