import LuaValues
import NIOCore
import NIOHTTP1
import RecipeLibraries
import Testing

@testable import Primitives
@testable import Recipes

/// A request is for an origin, wherever the server would have it go.
@Suite(.timeLimit(.minutes(1))) struct HTTPOriginTests {
    /// Two servers: the first one sends on what its path says.
    private func servers(
        _ body: @escaping @Sendable (_ home: (WebServer, Int), _ other: (WebServer, Int)) async throws -> Void
    ) async throws {
        try await WebServer.with { request, _ in
            .init(body: "\(request.method) \(request.body)")
        } _: { (other, otherPort) async throws in
            try await WebServer.with { request, _ in
                let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
                guard let status = Int(parts.first ?? "") else { return .init(body: "home \(request.method)") }
                return .init(status: status, headers: ["Location": parts.count > 1 ? parts[1] : ""])
            } _: { (home, port) async throws in
                try await body((home, port), (other, otherPort))
            }
        }
    }

    @Test func aLibraryReachesTheOriginItWasGrantedAndNoOther() async throws {
        let fixture = try StepFixture()
        try await servers { (home, other) async throws in
            let (origin, others) = ("http://127.0.0.1:\(home.1)", "http://127.0.0.1:\(other.1)")
            for status in [301, 302, 303, 307, 308] {
                let options: [String: LuaValue] = [
                    "url": .string("\(origin)/\(status)/\(others)/x"), "method": "POST", "body": "exfil",
                    "headers": ["Authorization": "token-in-text"],
                ]
                #expect(try await fixture.code(HTTPRequest(), options, needs: ["http \(origin)"]) == "not_granted")
                #expect(other.0.requests.isEmpty)
            }
            let both = ["http \(origin)", "http \(others)"]
            let options: [String: LuaValue] = ["url": .string("\(origin)/302/\(others)/x")]
            #expect(try await fixture.ask(HTTPRequest(), options, needs: both)["body"] == "GET ")
            #expect(
                try await fixture.code(HTTPRequest(), ["url": .string("\(others)/")], needs: ["http \(origin)"])
                    == "not_granted")
        }
    }

    @Test func whatSaysWhoAsksStaysWithItsOrigin() async throws {
        let fixture = try StepFixture()
        try await servers { (home, other) async throws in
            let headers: LuaValue = [
                "Authorization": "Basic x", "cookie": "session=abc", "Proxy-Authorization": "y", "X-Token": .secret,
                "X-Plain": "z", "HOST": "virtual",
            ]
            for (place, options) in [
                ("127.0.0.1", [:]), ("localhost", ["allow_redirects_to": ["localhost"]]),
            ] as [(String, [String: LuaValue])] {
                let url = "http://127.0.0.1:\(home.1)/302/http://\(place):\(other.1)/"
                let asked: [String: LuaValue] = ["url": .string(url), "headers": headers, "bearer": .secret]
                _ = try await fixture.ask(HTTPRequest(), asked.merging(options) { $1 })
                let seen = try #require(other.0.requests.last).headers
                for name in ["authorization", "cookie", "proxy-authorization", "x-token"] {
                    #expect(seen[name] == [], "\(name) was sent on to \(place)")
                }
                #expect(seen["x-plain"] == ["z"])
                #expect(seen["host"] == ["\(place):\(other.1)"])
            }
            #expect(home.0.requests.last?.headers["authorization"] == ["Bearer s3cr3t-value"])
            #expect(home.0.requests.last?.headers["cookie"] == ["session=abc"])
            #expect(home.0.requests.last?.headers["host"] == ["virtual"])
        }
    }

    @Test func aSecretBodyIsNotSentOn() async throws {
        let fixture = try StepFixture()
        try await servers { (home, other) async throws in
            for (status, code) in [(307, "http.redirect_refused"), (308, "http.redirect_refused"), (303, nil)] {
                let options: [String: LuaValue] = [
                    "url": .string("http://127.0.0.1:\(home.1)/\(status)/http://127.0.0.1:\(other.1)/"),
                    "method": "POST", "body": .secret,
                ]
                #expect(try await fixture.code(HTTPRequest(), options) == code)
            }
            #expect(other.0.requests.allSatisfy { $0.body.isEmpty })
        }
    }

    /// What left its origin does not come back with what was meant for it.
    @Test func aWayBackCarriesNothing() async throws {
        let fixture = try StepFixture()
        try await servers { (home, other) async throws in
            let back = "http://127.0.0.1:\(home.1)/landed"
            try await WebServer.with { _, _ in
                .init(status: 302, headers: ["Location": back])
            } _: { (_, port) async throws in
                let options: [String: LuaValue] = [
                    "url": .string("http://127.0.0.1:\(home.1)/302/http://127.0.0.1:\(port)/"), "bearer": .secret,
                ]
                #expect(try await fixture.ask(HTTPRequest(), options)["body"] == "home GET")
                #expect(home.0.requests.last?.headers["authorization"] == [])
            }
        }
    }

    @Test func thePolicysHostsHoldForRedirects() async throws {
        let fixture = try StepFixture()
        var policy = Policy()
        policy.hosts = [PathPattern("127.0.0.1")]
        try await servers { [policy] (home, other) async throws in
            let options: [String: LuaValue] = [
                "url": .string("http://127.0.0.1:\(home.1)/302/http://localhost:\(other.1)/")
            ]
            #expect(
                try await fixture.code(HTTPRequest(), options, policy: policy) == "http.redirect_refused")
            #expect(
                try await fixture.code(
                    HTTPRequest(), options.merging(["allow_redirects_to": ["localhost"]]) { $1 }, policy: policy)
                    == "policy.hosts")
            #expect(other.0.requests.isEmpty)
        }
    }

    @Test(
        arguments: [
            "file:///etc/passwd", "http+unix://%2Fvar%2Frun%2Fdocker.sock/version", "ftp://h/", "javascript:x",
            "http://a:b@127.0.0.1/", "unix:///run/docker.sock", "HTTP+UNIX://x/",
        ])
    func otherSchemesAreNotFollowed(_ location: String) async throws {
        let fixture = try StepFixture()
        try await servers { (home, _) async throws in
            let options: [String: LuaValue] = ["url": .string("http://127.0.0.1:\(home.1)/302/\(location)")]
            #expect(try await fixture.code(HTTPRequest(), options) == "http.redirect_refused", "\(location)")
        }
        #expect(try await fixture.code(HTTPRequest(), ["url": .string(location)]) == "invalid_option")
    }

    @Test func whatFramesAMessageIsNotForTheCaller() async throws {
        let fixture = try StepFixture()
        for headers: LuaValue in [
            ["Transfer-Encoding": "chunked"], ["content-length": "0"], ["Connection": "upgrade"], ["TE": "x"],
            ["X\r\nY": "a"], ["X Y": "a"], ["": "a"], ["X": "a\r\nInjected: b"], ["X": "a\nb"], ["X": "a\0b"],
        ] {
            let options: [String: LuaValue] = ["url": "http://127.0.0.1:1/", "headers": headers]
            #expect(try await fixture.code(HTTPRequest(), options) == "invalid_option", "\(headers)")
        }
        #expect(
            try await fixture.code(
                HTTPRequest(), ["url": "http://127.0.0.1:1/", "headers": ["Host": "other.example"]],
                needs: ["http http://127.0.0.1:1"]) == "invalid_option", "a library speaks to the site it was granted")
    }

    @Test func linkLocalAddressesAreAskedWhereTheyAreNamed() async throws {
        let fixture = try StepFixture()
        func code(
            _ url: String, _ hosts: [String] = [], needs: [String]? = nil, timeout: LuaValue = "1m"
        ) async throws -> String? {
            var policy = Policy()
            policy.hosts = hosts.map { PathPattern($0) }
            return try await fixture.code(
                HTTPRequest(), ["url": .string(url), "timeout": timeout], needs: needs, policy: policy)
        }
        for url in [
            "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://[fe80::1]/",
            "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://[::ffff:169.254.169.254]/",
            "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/", "http://169.254.170.2/v2/credentials",
            "http://0251.0376.0251.0376/", "http://metadata.google.internal/", "http://192.0.0.192/",
        ] {
            #expect(try await code(url) == "policy.hosts", "\(url)")
            #expect(try await code(url, ["*", "**"]) == "policy.hosts", "\(url): a pattern names nothing")
        }
        // Nobody answers there: what matters is that it was tried.
        let named = try await code("http://169.254.169.254:1/", ["169.254.169.254"], timeout: "50ms")
        #expect(named?.hasPrefix("http.") == true, "\(named ?? "nothing")")
        let granted = try await code(
            "http://169.254.169.254:1/", needs: ["http http://169.254.169.254:1"], timeout: "50ms")
        #expect(granted?.hasPrefix("http.") == true, "\(granted ?? "nothing")")
    }

    @Test func aNameThatLeadsThereIsRejected() async throws {
        func fault(_ addresses: [String], isNamed: Bool = false) async throws -> HTTPFault? {
            let call = HTTPCall(
                method: "GET", address: try WebAddress("http://innocent.example/"), headers: [:], body: nil,
                largestBody: 1, proxy: nil, isNamed: isNamed,
                lookup: AddressLookup { _, port in
                    addresses.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
                })
            do {
                _ = try await call.send(until: .now() + .milliseconds(50))
                return nil
            } catch { return (error as? UnsentRequest)?.reason as? HTTPFault }
        }
        #expect(try await fault(["169.254.169.254"]) == .linkLocal("innocent.example"))
        #expect(try await fault(["192.0.2.1", "fe80::1"]) == .linkLocal("innocent.example"), "one of several")
        #expect(try await fault(["::ffff:169.254.1.1"]) == .linkLocal("innocent.example"))
        #expect(try await fault([]) == .noHost)
        #expect(try await fault(["169.254.169.254"], isNamed: true) != .linkLocal("innocent.example"))
    }
}
