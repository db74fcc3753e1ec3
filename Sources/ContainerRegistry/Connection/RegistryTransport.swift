import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Sends requests to a registry: follows where it sends us, and asks again where an answer may come a little later.
final class RegistryTransport: Sendable {
    let registry: String
    let options: RegistryOptions
    /// Whether a registry on this machine speaks TLS; nil until it has answered.
    private let speaksTLS = Mutex<Bool?>(nil)

    /// How many redirections are followed.
    private static let maximumRedirectCount = 5
    /// Without redirections of their own: credentials must not go where a registry sends us, nor may plain HTTP be used.
    private static let clients: NamedClients = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return NamedClients(configuration)
    }()

    init(registry: String, options: RegistryOptions) {
        self.registry = registry
        self.options = options
    }

    /// The root of the registry's API, as far as it is known how it is spoken to.
    var root: RegistryURL? {
        let root = RegistryURL(registry: registry)
        return speaksTLS.withLock { $0 } == true ? root?.secured : root
    }

    /// The answer to a request, whatever its status.
    /// - Throws: `RegistryError` where there is none.
    func send(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var request = request
        guard request.url.isPlainText, request.url.isAtSamePlace(as: root) else {
            return try await insistently(request)
        }
        // Two requests at a time may both find out; they find the same.
        if speaksTLS.withLock({ $0 }) == nil {
            if request.method == .GET { return try await findingOut(request) }
            // The answer to a HEAD has no body that says so, and others are not sent twice: the root is asked before.
            if let place = request.url.resolving("/v2/") {
                _ = try? await findingOut(RegistryRequest(.GET, place, operation: request.operation))
            }
        }
        if speaksTLS.withLock({ $0 }) == true { request.url = request.url.secured }
        return try await insistently(request)
    }

    /// Sends a request, by TLS where the registry turns out to speak it.
    private func findingOut(_ request: RegistryRequest) async throws -> RegistryAnswer {
        do {
            let answer = try await followed(request)
            if !answer.isMeantForTLS {
                speaksTLS.withLock { $0 = false }
                return try await insistently(request, after: answer)
            }
        } catch let error as RegistryError where error.code == .connectionLost {
            // Some servers close a connection that does not begin with TLS.
        }
        var secured = request
        secured.url = request.url.secured
        do {
            let answer = try await insistently(secured)
            speaksTLS.withLock { $0 = true }
            return answer
        } catch let failure as RegistryError where failure.isNoTLS || failure.code == .connectionLost {
            return try await insistently(request)
        }
    }

    /// Sends a request until an answer comes that is none of a passing failure.
    /// - Parameter first: what the first attempt was answered, where it was made already.
    private func insistently(
        _ request: RegistryRequest, after first: RegistryAnswer? = nil
    ) async throws -> RegistryAnswer {
        var first = first
        var delay = options.firstDelay
        for attempt in 1... {
            let isLast = attempt >= options.attempts || !request.isRepeatable
            do {
                let answer = if let first { first } else { try await followed(request) }
                first = nil
                guard answer.isPassingFailure, !isLast else { return answer }
                let requested = answer.headers.first(name: "Retry-After").flatMap { RetryAfter.delay($0) }
                if let requested, requested > options.maximumDelay { return answer }
                try await Task.sleep(for: requested ?? delay)
            } catch let error as RegistryError where error.code == .connectionLost && !isLast {
                try await Task.sleep(for: delay)
            }
            delay = min(delay * 2, options.maximumDelay)
        }
        throw CancellationError()
    }

    private func followed(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var current = request
        for _ in 0...Self.maximumRedirectCount {
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
            message: "it sends us on more than \(Self.maximumRedirectCount) times", registry: registry)
    }

    /// The client for an address, with what the request needs to be secured.
    private func client(for url: RegistryURL, _ message: inout HTTPClientRequest) -> HTTPClient {
        guard !url.isPlainText else { return Self.clients.client(for: nil) }
        var configuration = TLSSettings.client()
        let hasOwnAuthority = options.certificates.apply(to: &configuration, for: url.place)
        // Nobody stands between us and this machine, and docker does not check certificates there either.
        let isChecked = hasOwnAuthority || !url.isOnThisMachine
        if !isChecked { configuration.certificateVerification = .none }
        message.tlsConfiguration = configuration
        return Self.clients.client(for: isChecked ? url.origin.host : nil)
    }

    private func once(_ request: RegistryRequest) async throws -> RegistryAnswer {
        var message = HTTPClientRequest(url: request.url.url.absoluteString)
        message.method = request.method
        message.headers = request.headers
        message.headers.replaceOrAdd(name: "User-Agent", value: "moondock")
        if let body = request.body { message.body = .bytes(ByteBuffer(bytes: body)) }
        let deadline = NIODeadline.now() + TimeAmount(options.transferTimeout)
        do {
            let response = try await client(for: request.url, &message).execute(message, deadline: deadline)
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
