import AsyncHTTPClient
import Foundation
import LuaRuntime
import NIOCore
import NIOHTTP1
import Recipes

/// One request with its redirects.
struct HTTPExchange: Sendable {
    let method: String
    let address: WebAddress
    private let headers: [String: TextOrSecret]
    private let bearer: TextOrSecret?
    private let key: String?
    private let body: [UInt8]?
    private let contentType: String?
    private let timeout: Duration
    private let allowedHosts: Set<String>
    private let largestBody: Int
    private let secrets: SecretStore

    /// How many redirects are followed.
    static let mostRedirects = 5
    /// Without redirects of its own: they may lead where the request must not go.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // Whoever refuses the connection is told of at once; trying again is for the recipe to say.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Throws: `StepError` where the options do not make a request.
    init(_ options: OptionValues, _ step: StepContext) throws {
        method = try options[HTTPRequest.method]
        address = try WebAddress(try options[HTTPRequest.url])
        headers = try options[HTTPRequest.headers]
        bearer = try options[HTTPRequest.bearer]
        secrets = step.run.secrets
        switch try options[HTTPRequest.key] {
        case .step: key = step.token
        case .text(let text): key = text
        case nil: key = nil
        }
        switch (try options[HTTPRequest.body], try options[HTTPRequest.json]) {
        case (let text?, nil):
            body = Array(try text.open(with: secrets).utf8)
            contentType = nil
        case (nil, let value?):
            body = try JSONBody.encode(value)
            contentType = "application/json"
        case (nil, nil): (body, contentType) = (nil, nil)
        default:
            throw StepError(
                code: "invalid_option", "http_request: takes one of body and json", fields: ["option": "json"])
        }
        timeout = try options[HTTPRequest.timeout]
        allowedHosts = Set(try options[HTTPRequest.allowed].map { $0.lowercased() })
        largestBody = Int(clamping: try options[HTTPRequest.maxBody])
    }

    /// Sends the request and follows its redirects.
    func send() async throws -> HTTPAnswer {
        let deadline = NIODeadline.now() + .nanoseconds(Int64(exactly: (timeout.seconds * 1e9).rounded()) ?? .max / 2)
        var (place, method) = (address, method)
        for _ in 0...Self.mostRedirects {
            let answer = try await ask(place, method, until: deadline)
            guard let location = answer.redirect else { return answer }
            let next = try place.following(location)
            try check(next, after: place)
            // As browsers do (RFC 9110, 15.4): what was a POST is fetched after 301, 302 and 303.
            if answer.status == 303 || ([301, 302].contains(answer.status) && method == "POST") {
                method = method == "HEAD" ? "HEAD" : "GET"
            }
            place = next
        }
        throw StepError(
            code: "http.redirect_refused", "\(address.shown) redirects more than \(Self.mostRedirects) times")
    }

    private func check(_ next: WebAddress, after place: WebAddress) throws(StepError) {
        if place.isEncrypted, !next.isEncrypted {
            throw StepError(
                code: "http.redirect_refused", "\(place.shown) redirects to \(next.shown), which is not encrypted")
        }
        guard next.host == address.host || allowedHosts.contains(next.host) else {
            throw StepError(
                code: "http.redirect_refused", "\(place.shown) redirects to another host: \(next.shown)",
                hint: "allow it with allow_redirects_to = { \"\(next.host)\" }")
        }
    }

    private func ask(_ place: WebAddress, _ method: String, until deadline: NIODeadline) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: place.url.absoluteString)
        request.method = HTTPMethod(rawValue: method)
        request.headers = try headers(for: place)
        if let body, method == self.method { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await Self.client.execute(request, deadline: deadline)
            let announced = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if method != "HEAD", announced > largestBody { throw tooLarge }
            let bytes = try await response.body.collect(upTo: largestBody)
            return HTTPAnswer(
                status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
        } catch let error as StepError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch {
            try Task.checkCancellation()
            throw HTTPFailure(error, at: place, within: timeout).stepError
        }
    }

    private var tooLarge: StepError {
        StepError(
            code: "http.too_large", "the answer of \(address.shown) has more than \(largestBody) bytes",
            hint: "raise max_body")
    }

    private func headers(for place: WebAddress) throws -> HTTPHeaders {
        var result = HTTPHeaders()
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            // What is secret is for the host it was given for.
            if case .secret = value, place.authority != address.authority { continue }
            result.add(name: name, value: try value.open(with: secrets))
        }
        // A token is a secret whether it is called one or not.
        if let bearer, place.authority == address.authority {
            result.replaceOrAdd(name: "Authorization", value: "Bearer \(try bearer.open(with: secrets))")
        }
        if let key { result.replaceOrAdd(name: "Idempotency-Key", value: key) }
        if let contentType, !result.contains(name: "Content-Type") {
            result.add(name: "Content-Type", value: contentType)
        }
        if !result.contains(name: "User-Agent") { result.add(name: "User-Agent", value: "moondock") }
        return result
    }
}
