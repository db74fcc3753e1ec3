import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension DockerEngine {
    /// Waits until a container's process has ended. Cancelling the task ends the wait, not the container.
    /// - Returns: the exit code. 137 is also what the kernel's memory limit gives: see `ContainerState.wasOutOfMemory`.
    /// - Throws: `DockerError`, `notFound` when there is none.
    public func waitForContainer(
        _ container: String, until condition: WaitCondition = .notRunning
    ) async throws -> Int {
        struct Outcome: Decodable, Sendable {
            struct Failure: Decodable, Sendable {
                var message: String

                enum CodingKeys: String, CodingKey {
                    case message = "Message"
                }
            }
            var exitCode: Int
            var failure: Failure?

            enum CodingKeys: String, CodingKey {
                case exitCode = "StatusCode"
                case failure = "Error"
            }
        }
        var request = containerRequest(.POST, container, "/wait", "wait for")
        request.query = [("condition", condition.rawValue)]
        request.timeout = nil
        let response = try await connection.send(request)
        let messages = JSONMessages<Outcome>(body: response.body, operation: request.operation, endpoint: endpoint)
        // Read to the end, so that the connection can be used again.
        var last: Outcome?
        for try await outcome in messages { last = outcome }
        guard let last else { throw unfinished(request) }
        if let failure = last.failure { throw error(.engineFailed, failure.message, request) }
        return last.exitCode
    }
}
