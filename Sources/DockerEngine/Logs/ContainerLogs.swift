import AsyncHTTPClient
import NIOCore

/// A container's output as it comes from the engine. Reading drives the connection; it can be read once.
public struct ContainerLogs: AsyncSequence, Sendable {
    /// A piece of output.
    public typealias Element = LogChunk

    let body: HTTPClientResponse.Body
    let isMultiplexed: Bool
    let operation: String
    let endpoint: DockerEndpoint

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(logs: self, body: body.makeAsyncIterator())
    }

    /// The output cut into lines. Bytes that are not UTF-8 are replaced.
    /// - Parameter limit: a line longer than this many bytes is delivered in pieces.
    public func lines(limit: Int = 64 << 10) -> ContainerLogLines {
        ContainerLogLines(logs: self, limit: limit)
    }

    /// One reading of the output.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let logs: ContainerLogs
        var body: HTTPClientResponse.Body.AsyncIterator
        private var demultiplexer = LogDemultiplexer()

        init(logs: ContainerLogs, body: HTTPClientResponse.Body.AsyncIterator) {
            self.logs = logs
            self.body = body
        }

        /// The next piece; nil when the container has written all it will, or when following was not requested.
        /// - Throws: `DockerError`, `streamCut` when the connection broke.
        public mutating func next() async throws -> LogChunk? {
            do {
                while true {
                    if let chunk = try demultiplexer.next() { return chunk }
                    guard let bytes = try await body.next() else {
                        try demultiplexer.finish()
                        return nil
                    }
                    guard logs.isMultiplexed else { return LogChunk(stream: .standardOutput, bytes: bytes) }
                    demultiplexer.append(bytes)
                }
            } catch let failure as LogDemultiplexer.Failure {
                throw DockerError(
                    failure == .cut ? .streamCut : .invalidResponse, operation: logs.operation,
                    message: failure == .cut
                        ? "the output broke off in the middle" : "the engine's output stream is not understood",
                    endpoint: logs.endpoint.description)
            } catch {
                throw DockerError.interruption(error, operation: logs.operation, endpoint: logs.endpoint)
            }
        }
    }
}
