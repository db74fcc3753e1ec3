import Foundation
import LuaValues
import NIOCore
import NIOHTTP1
import RecipeLibraries
import Recipes

/// One request with its redirects.
struct HTTPExchange: Sendable {
    let method: String
    let address: WebAddress
    private let headers: RequestHeaders
    private let body: RequestBody
    private let timeout: Duration
    private let allowedHosts: Set<String>
    private let largestBody: Int
    private let step: StepContext

    /// How many redirects are followed.
    static let maximumRedirectCount = 5

    /// - Throws: `StepError` where the options do not make a request.
    init(_ options: OptionValues, _ step: StepContext) throws {
        method = try options[HTTPRequest.method]
        address = try WebAddress(try options[HTTPRequest.url])
        body = try RequestBody(options, step)
        headers = try RequestHeaders(options, contentType: body.contentType, step)
        timeout = try options[HTTPRequest.timeout]
        allowedHosts = Set(try options[HTTPRequest.allowed].map { $0.lowercased() })
        largestBody = Int(clamping: try options[HTTPRequest.maxBody])
        self.step = step
    }

    /// Sends the request and follows its redirects, all within the time one attempt may take.
    func send() async throws -> HTTPAnswer {
        // What is too long to count is as long as can be added to the present.
        let nanoseconds = Int64(exactly: (timeout.seconds * 1e9).rounded()) ?? .max / 2
        let deadline = NIODeadline.now() + .nanoseconds(nanoseconds)
        var (place, method, isAtHome) = (address, method, true)
        for _ in 0...Self.maximumRedirectCount {
            try check(place)
            let answer = try await ask(place, method, isAtHome: isAtHome, until: deadline)
            guard let location = answer.redirect else { return answer }
            let next = try place.following(location)
            // As browsers do (RFC 9110, 15.4): what was a POST is fetched after 301, 302 and 303.
            if answer.status == 303 || ([301, 302].contains(answer.status) && method == "POST") {
                method = method == "HEAD" ? "HEAD" : "GET"
            }
            // What was given for one origin does not come back to it by way of another.
            isAtHome = isAtHome && next.origin == address.origin
            try check(next, after: place, carriesBody: method == self.method, isAtHome: isAtHome)
            place = next
        }
        throw StepError(
            code: "http.redirect_refused", "\(address.shown) redirects more than \(Self.maximumRedirectCount) times")
    }

    /// Whether the caller may ask there: the door looked at the first address only, and by what was written.
    private func check(_ place: WebAddress) throws(StepError) {
        try step.authority.check(GrantRequest(.http, place.origin.description))
        if let violation = step.authority.policy?.violation(ofHost: place.host) { throw StepError(violation) }
    }

    private func check(
        _ next: WebAddress, after place: WebAddress, carriesBody: Bool, isAtHome: Bool
    ) throws(StepError) {
        if place.origin.isEncrypted, !next.origin.isEncrypted {
            throw StepError(
                code: "http.redirect_refused", "\(place.shown) redirects to \(next.shown), which is not encrypted")
        }
        guard next.host == address.host || allowedHosts.contains(next.host) else {
            throw StepError(
                code: "http.redirect_refused", "\(place.shown) redirects to another host: \(next.shown)",
                hint: "allow it with allow_redirects_to = { \"\(next.host)\" }")
        }
        if carriesBody, body.isSecret, !isAtHome {
            throw StepError(
                code: "http.redirect_refused",
                "\(place.shown) redirects to \(next.shown), and the body is a secret for \(address.origin)")
        }
    }

    private func ask(
        _ place: WebAddress, _ method: String, isAtHome: Bool, until deadline: NIODeadline
    ) async throws -> HTTPAnswer {
        let proxy = try proxy(for: place)
        let call = HTTPCall(
            method: method, address: place, headers: try headers.opened(isAtHome: isAtHome),
            body: method == self.method ? body.bytes : nil, largestBody: largestBody, proxy: proxy,
            isNamed: step.authority.names(place))
        let http = try step.services.service(HTTPService.self)
        do {
            return try await http.send(call, deadline)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            throw HTTPFailure(error, at: place, within: timeout, limit: largestBody).stepError
        }
    }

    private func proxy(for place: WebAddress) throws(StepError) -> ProxySettings.Proxy? {
        do throws(ProxyError) {
            guard let proxy = try ProxySettings.ofProcess.proxy(for: place.origin) else { return nil }
            step.output("\(place.origin) is asked through the proxy \(proxy.origin) of \(proxy.variable)")
            return proxy
        } catch {
            throw StepError(
                code: "http.proxy",
                "the variable \(error.variable) names no proxy for \(place.origin): \(error.reason)",
                hint: "correct it, or name the host in no_proxy")
        }
    }
}

extension StepAuthority {
    /// Whether the host of an address was named, so that it may be asked even where it is link-local.
    func names(_ address: WebAddress) -> Bool {
        if let grants = grants(GrantRequest(.http, address.origin.description)) { return !grants.isEmpty }
        guard let policy else { return true }
        return policy.hosts.contains { $0.description == address.host }
    }
}

extension Policy {
    /// What the policy has against requests to a host.
    func violation(ofHost host: String) -> PolicyViolation? {
        guard !hosts.isEmpty, !hosts.contains(where: { $0.matches(host.lowercased()) }) else { return nil }
        return PolicyViolation(
            key: "hosts", what: "requests to \(host)", hint: "add \"\(host)\" to policy.hosts in moondock.lua")
    }
}
