public import Foundation
public import LuaValues
public import RecipeLibraries
public import Recipes

/// `http_request`: asks a server.
public struct HTTPRequest: Primitive {
    static let method = PrimitiveOption<String>.defaulted("method", .httpMethod, "GET", "the method")
    static let url = PrimitiveOption<String>.required("url", .name, "an http:// or https:// address")
    static let headers = PrimitiveOption<[String: TextOrSecret]>.defaulted(
        "headers", .dictionary(of: .textOrSecret), [:], shown: "none", "the headers")
    static let bearer = PrimitiveOption<TextOrSecret?>.optional(
        "bearer", .textOrSecret, "a token, sent as Authorization: Bearer …")
    static let body = PrimitiveOption<TextOrSecret?>.optional("body", .textOrSecret, "what is sent")
    static let json = PrimitiveOption<LuaValue?>.optional(
        "json", .any,
        "what is sent, as JSON; an empty table in it is a list, unless it is empty_object()")
    static let timeout = PrimitiveOption<Duration>.defaulted(
        "timeout", .duration, .seconds(30), shown: "\"30s\"",
        "how long one attempt may take, its redirects and the last byte of the answer included")
    static let expect = PrimitiveOption<[StatusPattern]>.defaulted(
        "expect", .list(of: .statusPattern), [.class(2)], shown: "{ \"2xx\" }",
        "the answers that are no failure: codes, or classes such as \"2xx\"")
    static let key = PrimitiveOption<IdempotencyKey?>.optional(
        "idempotency_key", .idempotencyKey,
        "sent as Idempotency-Key, for servers that do a request once; true for a key of this very step")
    static let isSafe = PrimitiveOption<Bool>.defaulted(
        "safe_to_repeat", .boolean, false,
        "whether it may be sent again when nobody can tell whether it came through; else a person is asked")
    static let retries = PrimitiveOption<Int>.defaulted(
        "retries", .integer(0...20), 0,
        "how often to try again when the server cannot be reached or answers 5xx or 429; Retry-After is obeyed up to 5m"
    )
    static let allowed = PrimitiveOption<[String]>.defaulted(
        "allow_redirects_to", .list(of: .name), [], shown: "none", "other hosts a redirect may lead to")
    static let maxBody = PrimitiveOption<Int64>.defaulted(
        "max_body", .size, 1 << 20, shown: "\"1MiB\"", "the largest answer")
    /// The maximum wait that is made in the middle of a step, where the server requests one.
    private static let maximumDelay = Duration.seconds(300)

    /// Name, options, and how calls are treated.
    public let declaration = PrimitiveDeclaration(
        "http_request", summary: "Sends one HTTP request and returns the answer; certificates are always verified.",
        options: [
            url.erased, method.erased, headers.erased, bearer.erased, body.erased, json.erased, timeout.erased,
            expect.erased,
            key.erased, isSafe.erased, retries.erased, allowed.erased, maxBody.erased,
        ], positional: "url", returns: "{ status, headers, body, json }", inDoubt: .unsafe, grant: .http)

    /// Reading is free; the rest is, where the server or the recipe says so.
    public func inDoubtPolicy(for options: OptionValues) -> InDoubtPolicy {
        if let method = try? options[Self.method], ["GET", "HEAD"].contains(method) { return .pure }
        let isRepeatable = options.has(Self.key) || (try? options[Self.isSafe]) == true
        return isRepeatable ? .idempotent : .unsafe
    }

    /// What is wrong with a call that is written out.
    public func fault(in call: CallOutline, of project: Project) -> OptionError? {
        if call["body"] != .nil, call["json"] != .nil {
            return OptionError("takes body or json, not both", option: "json")
        }
        if let text = call["url"].string {
            do throws(StepError) {
                _ = try WebAddress(text)
            } catch {
                let message = error.message.trimmingPrefix("http_request: ")
                return OptionError(String(message), option: "url", hint: error.hint)
            }
        }
        if (call["retries"].integer ?? 0) > 0, call.isComplete,
            !["GET", "HEAD"].contains(call["method"].string ?? "GET"),
            !call.computed.contains("method"), call.isKnown("idempotency_key"), call["idempotency_key"] == .nil,
            call.isKnown("safe_to_repeat"), call["safe_to_repeat"] != true
        {
            return OptionError(
                "a \(call["method"].string ?? "GET") that may not be repeated takes no retries", option: "retries",
                hint: "give an idempotency_key, or safe_to_repeat = true")
        }
        return nil
    }

    /// The origins it may reach.
    public func grantSubjects(_ options: OptionValues) -> [String] {
        let address = (try? options[Self.url]).flatMap(HTTPOrigin.init)?.description ?? "?"
        return [address] + ((try? options[Self.allowed]) ?? []).map { "https://\($0.lowercased())" }
    }

    /// Hosts that the policy does not name.
    public func violation(of policy: Policy, _ options: OptionValues, root: URL) -> PolicyViolation? {
        guard options.has(Self.url) else { return nil }
        let host = (try? options[Self.url]).flatMap { try? WebAddress($0) }?.host ?? "?"
        return ([host] + ((try? options[Self.allowed]) ?? [])).lazy.compactMap { policy.violation(ofHost: $0) }.first
    }

    /// Method and address, without what may be secret.
    public func title(_ options: OptionValues) -> String {
        let method = (try? options[Self.method]) ?? "GET"
        let address = (try? options[Self.url]).map { WebAddress.shown($0) } ?? "?"
        return "\(method) \(address)"
    }

    /// The status.
    public func summary(of result: LuaValue) -> String? { result["status"].integer.map { "\($0)" } }

    /// What was sent cannot be called back, and what the server made of it nobody knows.
    public func withdraw(_ options: OptionValues, in step: StepContext) async throws -> Withdrawal {
        if inDoubtPolicy(for: options) == .pure { return .undone }
        return .left("it was cut short, and the server may have done what it was asked")
    }

    /// Sends the request, again where that is allowed.
    public func perform(_ options: OptionValues, in step: StepContext) async throws -> LuaValue {
        let exchange = try HTTPExchange(options, step)
        let retries = try options[Self.retries]
        if retries > 0, inDoubtPolicy(for: options) == .unsafe {
            throw StepError(
                code: "invalid_option", "http_request: a \(exchange.method) that may not be repeated takes no retries",
                hint: "give an idempotency_key, or safe_to_repeat = true", fields: ["option": "retries"])
        }
        var attempt = 0
        while true {
            var pause = Duration.milliseconds(min(10_000, 250 << attempt))
            do {
                let answer = try await exchange.send()
                let wait = answer.retryAfter(step.services.clock.now) ?? .zero
                if attempt < retries, answer.isWorthRetrying, wait <= Self.maximumDelay {
                    pause = max(pause, wait)
                    step.progress("answered \(answer.status); trying again in \(pause.text)")
                } else {
                    return try answer.result(expecting: try options[Self.expect], of: exchange, in: step)
                }
            } catch let error as StepError {
                guard attempt < retries, ["http.unreachable", "http.timeout"].contains(error.code) else {
                    throw inDoubtPolicy(for: options) == .unsafe ? error.mayHaveComeThrough : error
                }
                step.progress("\(error.message); trying again")
            }
            try await step.services.clock.sleep(for: pause)
            attempt += 1
        }
    }
}

extension StepError {
    /// The error of a request that is not to be sent twice: a connection that broke does not show what the server did.
    fileprivate var mayHaveComeThrough: StepError {
        guard hint == nil, fields["sent"] != false, ["http.unreachable", "http.timeout"].contains(code) else {
            return self
        }
        return StepError(
            code: code, message, details: details,
            hint: "the server may have done what it was asked; look before the run is resumed",
            fields: fields.merging(["in_doubt": true]) { $1 })
    }
}
