import NIOCore
import NIOHTTP1
import RecipeLibraries
import Testing

@testable import Primitives

@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
        let origin = try #require(HTTPOrigin(url))
        return try ProxySettings(environment).proxy(for: origin)
            .map { "\($0.origin) \($0.authorization ?? "-") \($0.variable)" }
    }

    @Test func variablesAreReadAsCurlReadsThem() throws {
        let both = ["http_proxy": "http://p:1", "https_proxy": "q:2"]
        #expect(try proxy("http://h/", both) == "http://p:1 - http_proxy")
        #expect(try proxy("https://h/", both) == "http://q:2 - https_proxy")
        #expect(try proxy("http://h/", ["HTTP_PROXY": "http://p:1"]) == nil, "it may be a request's header, in CGI")
        #expect(try proxy("https://h/", ["HTTPS_PROXY": "http://p:1"]) == "http://p:1 - HTTPS_PROXY")
        #expect(try proxy("http://h/", ["ALL_PROXY": "http://u:p%40@p"]) == "http://p Basic dTpwQA== ALL_PROXY")
        #expect(try proxy("http://h/", ["http_proxy": ""]) == nil)
        #expect(throws: ProxyError.self) { try proxy("http://h/", ["http_proxy": "socks5://p"]) }
        #expect(throws: ProxyError.self) { try proxy("http://h/", ["http_proxy": "http://"]) }
    }

    @Test(
        arguments: [
            ("http://a.example.com/", "example.com", true), ("http://a.example.com/", ".example.com", true),
            ("http://example.com/", ".example.com", true), ("http://notexample.com/", "example.com", false),
            ("http://h/", "*", true), ("http://h:81/", "h:81", true), ("http://h:82/", "h:81", false),
            ("http://10.1.2.3/", "10.0.0.0/8", true), ("http://11.1.2.3/", "10.0.0.0/8", false),
            ("http://10.1.2.3/", "10.1.2.3", true), ("http://[fd00::1]/", "fd00::/16", true),
            ("http://h/", "a, h ,b", true),
            ("http://127.0.0.1/", "", true), ("http://localhost:8080/", "", true), ("http://[::1]/", "", true),
            ("http://h/", "h/", false), ("http://10.1.2.3/", "10.0.0.0/33", false),
            ("http://110.1.2.3/", "10.1.2.3", false),
        ])
    func whatIsExceptedIsAskedItself(_ url: String, _ rule: String, _ isExcepted: Bool) throws {
        #expect(try (proxy(url, ["http_proxy": "p:1", "no_proxy": rule]) == nil) == isExcepted)
    }

    @Test func aRequestGoesThroughIt() async throws {
        try await WebServer.with { request, _ in
            .init(
                body:
                    "\(request.method) \(request.path) \(request.headers["host"]) \(request.headers["proxy-authorization"])"
            )
        } _: { (_, port) async throws in
            let origin = try #require(HTTPOrigin("http://intern.example.invalid/"))
            let proxy = try #require(
                try ProxySettings(["http_proxy": "http://ada:x@127.0.0.1:\(port)"])
                    .proxy(for: origin))
            let call = HTTPCall(
                method: "GET", address: try WebAddress("http://intern.example.invalid/x?y"), headers: [:], body: nil,
                largestBody: 1_000, proxy: proxy, isNamed: false)
            let answer = try await call.send(until: .now() + .seconds(10))
            #expect(
                String(decoding: answer.body, as: UTF8.self)
                    == #"GET http://intern.example.invalid/x?y ["intern.example.invalid"] ["Basic YWRhOng="]"#)
        }
    }

    @Test func aProxyThatDoesNotLeadOnIsNamed() async throws {
        try await WebServer.with { _, _ in
            .init(status: 407, body: "no")
        } _: { (server, port) async throws in
            let origin = try #require(HTTPOrigin("https://intern.example.invalid/"))
            let proxy = try #require(
                try ProxySettings(["https_proxy": "127.0.0.1:\(port)"])
                    .proxy(for: origin))
            let call = HTTPCall(
                method: "GET", address: try WebAddress("https://intern.example.invalid/"), headers: [:], body: nil,
                largestBody: 1_000, proxy: proxy, isNamed: false)
            let fault = await #expect(throws: UnsentRequest.self) { try await call.send(until: .now() + .seconds(10)) }
            #expect("\(String(describing: fault))".contains("407"), "\(String(describing: fault))")
            #expect(server.requests.first?.method == "CONNECT")
            #expect(server.requests.first?.path == "intern.example.invalid:443")
        }
    }
}
