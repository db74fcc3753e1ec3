import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Sends requests to a registry: follows where it sends us, and asks again where an answer may come a little later.
struct RegistryTransport: Sendable {
    let registry: String
    let options: RegistryOptions

    /// How many redirections are followed.
    private static let mostRedirections = 5
    /// Without redirections of its own: credentials must not go where a registry sends us, nor may plain HTTP be used.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The answer to a request, whatever its status.
    /// - Throws: `RegistryError` where there is none.
    func send(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var delay = options.firstDelay
        for attempt in 1... {
            let isLast = attempt >= options.attempts || !request.isRepeatable
            do {
                let answer = try await followed(request)
                guard answer.isPassingFailure, !isLast else { return answer }
                let wish = answer.headers.first(name: "Retry-After").flatMap { RetryAfter.delay($0) }
                if let wish, wish > options.longestDelay { return answer }
                try await Task.sleep(for: wish ?? delay)
            } catch let error as RegistryError where error.code == .connectionLost && !isLast {
                try await Task.sleep(for: delay)
            }
            delay = min(delay * 2, options.longestDelay)
        }
        throw CancellationError()
    }

    private func followed(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var current = request
        for _ in 0...Self.mostRedirections {
            let answer = try await once(current)
            guard [301, 302, 303, 307, 308].contains(answer.status), current.method == .GET || current.method == .HEAD
            else { return answer }
            guard let next = answer.headers.first(name: "Location").flatMap({ current.url.resolving($0) }) else {
                throw RegistryError(
                    .invalidAnswer, operation: request.operation,
                    message: "it sends us to an address that cannot be used, or is not encrypted", registry: registry)
            }
            if next.origin != current.url.origin { current.headers.remove(name: "Authorization") }
            current.url = next
        }
        throw RegistryError(
            .invalidAnswer, operation: request.operation,
            message: "it sends us on more than \(Self.mostRedirections) times", registry: registry)
    }

    private func once(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var message = HTTPClientRequest(url: request.url.url.absoluteString)
        message.method = request.method
        message.headers = request.headers
        message.headers.replaceOrAdd(name: "User-Agent", value: "moondock")
        if let body = request.body { message.body = .bytes(ByteBuffer(bytes: body)) }
        let deadline =
            NIODeadline.now() + .seconds(options.transferTimeout.components.seconds)
        do {
            let response = try await Self.client.execute(message, deadline: deadline)
            let bytes = try await response.body.collect(upTo: request.answerLimit)
            return RegistryAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView),
                url: request.url)
        } catch is NIOTooManyBytesError {
            throw RegistryError(
                .tooLarge, operation: request.operation,
                message: "the answer has more than \(request.answerLimit) bytes", registry: registry)
        } catch {
            throw RegistryError.transport(
                error, operation: request.operation, registry: registry, place: request.url.place)
        }
    }
}
