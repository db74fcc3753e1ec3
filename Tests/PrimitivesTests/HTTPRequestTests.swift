import Foundation
import LuaValues
import NIOHTTP1
import NIOSSL
import Recipes
import Testing

@testable import Primitives

@Suite(.timeLimit(.minutes(10))) struct HTTPRequestTests {
    private func call(_ fixture: StepFixture, _ options: [String: LuaValue]) async throws -> LuaValue {
        try await fixture.call(HTTPRequest(), options)
    }

    private func failure(_ fixture: StepFixture, _ options: [String: LuaValue]) async throws -> StepError {
        try #require(await #expect(throws: StepError.self) { _ = try await call(fixture, options) })
    }

    @Test func whatIsSentAndWhatIsAnswered() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { _, _ in
            .init(status: 201, headers: ["Content-Type": "application/json", "X-Two": "b"], body: "{\"id\": 7}")
        } _: { (server, port) async throws in
            let answer = try await call(
                fixture,
                [
                    "url": .string("http://127.0.0.1:\(port)/orders?x=1"), "method": "POST",
                    "json": ["name": "web", "count": 2], "headers": ["X-One": "a"],
                ])
            #expect(answer["status"] == 201)
            #expect(answer["json"]["id"] == 7)
            #expect(answer["headers"]["x-two"] == "b")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/orders?x=1")
            #expect(request.headers.first(name: "x-one") == "a")
            #expect(request.headers.first(name: "content-type") == "application/json")
            #expect(request.body == #"{"count":2,"name":"web"}"#)
        }
    }

    @Test func secretsAreSentAndNeverShown() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { request, _ in
            .init(status: 500, body: "bad token \(request.headers.first(name: "authorization") ?? "")")
        } _: { (server, port) async throws in
            let error = try await failure(
                fixture, ["url": .string("http://127.0.0.1:\(port)/a?key=k"), "headers": ["Authorization": .secret]])
            #expect(server.requests.first?.headers.first(name: "authorization") == "s3cr3t-value")
            #expect(error.code == "http.unexpected_status")
            #expect(error.message == "GET http://127.0.0.1:\(port)/a answered 500 Internal Server Error")
            #expect(error.details == ["bad token ***"])
            #expect(error.fields["body"] == "bad token ***")
        }
        let refused = try await failure(fixture, ["url": "http://ada:s3cr3t-value@127.0.0.1/"])
        #expect(refused.code == "invalid_option")
        #expect(!"\(refused)".contains("s3cr3t-value"))
    }

    @Test func otherAnswersCanBeExpected() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { _, _ in
            .init(status: 404, body: "no")
        } _: { (_, port) async throws in
            let url = LuaValue.string("http://127.0.0.1:\(port)/")
            #expect(try await failure(fixture, ["url": url]).code == "http.unexpected_status")
            #expect(try await call(fixture, ["url": url, "expect": [404]])["body"] == "no")
            #expect(try await call(fixture, ["url": url, "expect": ["2xx", "4xx"]])["status"] == 404)
        }
    }

    @Test func redirectsStayOnTheirHost() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { request, _ in
            switch request.path {
            case "/here": .init(status: 302, headers: ["Location": "/there"])
            case "/elsewhere": .init(status: 302, headers: ["Location": "http://localhost:1/"])
            case "/around": .init(status: 307, headers: ["Location": "/around"])
            default: .init(body: "\(request.method) \(request.path) \(request.body)")
            }
        } _: { (server, port) async throws in
            func url(_ path: String) -> LuaValue { .string("http://127.0.0.1:\(port)\(path)") }
            #expect(
                try await call(fixture, ["url": url("/here"), "method": "POST", "body": "x", "safe_to_repeat": true])[
                    "body"]
                    == "GET /there ")
            let error = try await failure(fixture, ["url": url("/elsewhere")])
            #expect(error.code == "http.redirect_refused")
            #expect(
                error.message == "http://127.0.0.1:\(port)/elsewhere redirects to another host: http://localhost:1/")
            #expect(error.hint == "allow it with allow_redirects_to = { \"localhost\" }")
            let allowed = try await failure(fixture, ["url": url("/elsewhere"), "allow_redirects_to": ["localhost"]])
            #expect(allowed.code == "http.unreachable", "it was followed, and nobody is there")
            #expect(
                try await failure(fixture, ["url": url("/around")]).message.hasSuffix("redirects more than 5 times"))
            #expect(server.requests.count { $0.path == "/around" } == 6)
        }
    }

    @Test func anAnswerHasABound() async throws {
        let fixture = try StepFixture()
        let large = String(repeating: "x", count: 5_000)
        try await WebServer.with { request, _ in
            .init(headers: request.path == "/chunked" ? ["Transfer-Encoding": "chunked"] : [:], body: large)
        } _: { (_, port) async throws in
            for path in ["/plain", "/chunked"] {
                let url = LuaValue.string("http://127.0.0.1:\(port)\(path)")
                let error = try await failure(fixture, ["url": url, "max_body": 4_999])
                #expect(error.code == "http.too_large", "\(path)")
                #expect(error.message.hasSuffix("\(path) has more than 4999 bytes"))
                #expect(try await call(fixture, ["url": url, "max_body": 5_000])["body"].string == large)
            }
        }
    }

    @Test func whoDoesNotAnswerIsNamed() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { request, _ in
            .init(isMissing: request.path == "/slow", isCut: request.path == "/cut")
        } _: { (_, port) async throws in
            let slow = try await failure(
                fixture, ["url": .string("http://127.0.0.1:\(port)/slow"), "timeout": "200ms"])
            #expect(slow.code == "http.timeout")
            #expect(slow.message == "http://127.0.0.1:\(port)/slow did not answer within 200 ms")
            let cut = try await failure(fixture, ["url": .string("http://127.0.0.1:\(port)/cut")])
            #expect(cut.code == "http.unreachable")
            #expect(cut.message.hasSuffix("/cut cannot be asked: the connection was closed without an answer"))
        }
        let refused = try await failure(fixture, ["url": "http://127.0.0.1:1/"])
        #expect(refused.message == "http://127.0.0.1:1/ cannot be asked: Connection refused")
        #expect(try await failure(fixture, ["url": "ftp://host/"]).code == "invalid_option")
    }

    @Test func aPostThatMayHaveComeThroughSaysSo() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { _, _ in
            .init(isCut: true)
        } _: { (_, port) async throws in
            let url = LuaValue.string("http://127.0.0.1:\(port)/")
            #expect(
                try await failure(fixture, ["url": url, "method": "POST", "body": "x"]).hint
                    == "the server may have done what it was asked; look before the run is resumed")
            #expect(try await failure(fixture, ["url": url]).hint == nil)
        }
    }

    @Test func whatMayBeRepeatedIsTriedAgainUnderOneKey() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { _, number in
            number < 3 ? .init(status: 503) : .init(body: "done")
        } _: { (server, port) async throws in
            let options: [String: LuaValue] = [
                "url": .string("http://127.0.0.1:\(port)/"), "method": "POST", "body": "x", "retries": 2,
            ]
            #expect(try await failure(fixture, options).message.contains("may not be repeated takes no retries"))
            #expect(server.requests.isEmpty)
            let answer = try await call(fixture, options.merging(["idempotency_key": true]) { $1 })
            #expect(answer["body"] == "done")
            #expect(
                server.requests.map { $0.headers.first(name: "idempotency-key") } == [
                    fixture.step, fixture.step, fixture.step,
                ])
        }
    }

    @Test func exhaustedAttemptsAreAFailure() async throws {
        let fixture = try StepFixture()
        try await WebServer.with { _, _ in
            .init(status: 503)
        } _: { (server, port) async throws in
            let error = try await failure(fixture, ["url": .string("http://127.0.0.1:\(port)/"), "retries": 1])
            #expect(error.message.hasSuffix("answered 503 Service Unavailable"))
            #expect(server.requests.count == 2)
        }
    }

    @Test func certificatesAreVerified() async throws {
        let fixture = try StepFixture()
        let certificate = try SelfSignedCertificate(in: fixture.root)
        try await WebServer.with(tls: try certificate.context()) { _, _ in
            .init(body: "secret")
        } _: { (server, port) async throws in
            let error = try await failure(fixture, ["url": .string("https://localhost:\(port)/")])
            #expect(error.code == "http.unreachable")
            #expect(error.message.contains("TLS"), "\(error.message)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func whatBecomesOfALostRequestDependsOnTheMethod() throws {
        let primitive = HTTPRequest()
        func policy(_ options: [String: LuaValue]) throws -> InDoubtPolicy {
            primitive.inDoubtPolicy(
                for: try StepFixture.options(of: primitive, options.merging(["url": "http://h/"]) { $1 }))
        }
        #expect(try policy([:]) == .pure)
        #expect(try policy(["method": "HEAD"]) == .pure)
        #expect(try policy(["method": "POST"]) == .unsafe)
        #expect(try policy(["method": "DELETE"]) == .unsafe)
        #expect(try policy(["method": "POST", "idempotency_key": "k-1"]) == .idempotent)
        #expect(try policy(["method": "PUT", "safe_to_repeat": true]) == .idempotent)
        let options = try StepFixture.options(of: primitive, ["url": "https://h/path?token=x#y", "method": "POST"])
        #expect(primitive.title(options) == "POST https://h/path")
    }
}

/// A certificate that nobody vouches for.
private struct SelfSignedCertificate {
    private let folder: URL

    init(in folder: URL) throws {
        self.folder = folder
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-keyout", folder.appendingPathComponent("key.pem").path, "-out",
            folder.appendingPathComponent("cert.pem").path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(folder.appendingPathComponent("cert.pem").path)
        let key = try NIOSSLPrivateKey(file: folder.appendingPathComponent("key.pem").path, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }
}
