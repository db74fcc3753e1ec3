import AsyncHTTPClient
import NIOHTTP1

/// The events of an engine from the moment it was asked, without an end of its own. It can be read once.
public struct EngineEvents: AsyncSequence, Sendable {
    /// Something that happened.
    public typealias Element = EngineEvent

    let messages: JSONMessages<EngineEvent>

    /// Starts reading.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(messages: messages.makeAsyncIterator())
    }

    /// One reading of the events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var messages: JSONMessages<EngineEvent>.Iterator

        /// The next event; nil when the engine ended the stream, as it does when it is shut down.
        /// - Throws: `DockerError`, `streamCut` when the connection broke.
        public mutating func next() async throws -> EngineEvent? {
            try await messages.next()
        }
    }
}

extension DockerEngine {
    /// Subscribes to events. When this returns, the engine is already listening: what happens from now on is delivered.
    ///
    /// Each subscription holds a connection until its sequence is dropped or its task is cancelled.
    public func events(_ filter: EventFilter = EventFilter()) async throws -> EngineEvents {
        var request = EngineRequest(.GET, "/events", query: filter.query, operation: "follow the engine's events")
        request.timeout = .seconds(30)
        let response = try await connection.send(request)
        return EngineEvents(
            messages: JSONMessages(body: response.body, operation: request.operation, endpoint: endpoint))
    }
}
