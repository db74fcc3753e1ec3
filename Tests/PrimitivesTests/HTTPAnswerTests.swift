import DockerEngine
import Foundation
import LuaValues
import NIOCore
import NIOHTTP1
import RecipeLibraries
import Synchronization
import Testing

@testable import Primitives
@testable import Recipes

/// What a server sends can be anything, and is an error of the step at worst.
@Suite(.timeLimit(.minutes(1))) struct HTTPAnswerTests {
    private func outcome(
        _ options: [String: LuaValue] = [:], _ answer: @escaping WebServer.Responder
    ) async throws -> Result<LuaValue, StepError> {
        let fixture = try StepFixture()
        let result = Outcome()
        try await WebServer.with(answer) { (_, port) async throws in
            let all = options.merging(["url": .string("http://127.0.0.1:\(port)/")]) { given, _ in given }
            do {
                result.set(.success(try await fixture.ask(HTTPRequest(), all)))
            } catch let error as StepError {
                result.set(.failure(error))
            }
        }
        return try #require(result.value)
    }

    private func code(_ outcome: Result<LuaValue, StepError>) -> String? {
        if case .failure(let error) = outcome { error.code } else { nil }
    }

    private static func json(_ body: String) -> WebServer.Answer {
        .init(headers: ["Content-Type": "application/json; charset=utf-8"], body: body)
    }

    @Test func theTimeCoversTheLastByte() async throws {
        for timeout: LuaValue in ["200ms", .number(0.2)] {
            let slow = try await outcome(["timeout": timeout]) { _, _ in .init(body: "begun", isUnfinished: true) }
            #expect(code(slow) == "http.timeout")
        }
        let chunked = try await outcome(["timeout": "200ms"]) { _, _ in
            .init(headers: ["Transfer-Encoding": "chunked"], body: "begun", isUnfinished: true)
        }
        #expect(code(chunked) == "http.timeout")
    }

    private static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    @Test func jsonThatIsTooDeepIsAnErrorOfTheStep() async throws {
        for (open, close) in [("[", "]"), ("{\"a\":[", "]}")] {
            for depth in [70, 1_000, 100_000] {
                let answer = try await outcome { _, _ in Self.json(Self.nested(depth, open, close)) }
                #expect(code(answer) == "http.too_deep", "\(depth) \(open)")
            }
        }
        let good = try await outcome { _, _ in Self.json(Self.nested(50, "[", "]")) }
        #expect(code(good) == nil)
        // A failure carries the answer as well.
        let failed = try await outcome { _, _ in
            var answer = Self.json(Self.nested(70, "[", "]"))
            answer.status = 500
            return answer
        }
        #expect(code(failed) == "http.too_deep")
    }

    @Test func jsonOfTooManyValuesIsAnErrorOfTheStep() async throws {
        let many = "[" + String(repeating: "1,", count: 100_000) + "1]"
        #expect(code(try await outcome { _, _ in Self.json(many) }) == "http.too_large")
    }

    @Test func whatIsNoJSONIsText() async throws {
        for body in ["{", "[1,]", "nul", "{\"a\" 1}", "[1] 2", "\u{1}", "01", "-", "1.", "\"a", "{a:1}", ""] {
            let result = try await outcome { _, _ in Self.json(body) }
            guard case .success(let answer) = result else {
                Issue.record("\(body)")
                continue
            }
            #expect(answer["body"].string == body)
            #expect(answer["json"] == .nil, "\(body)")
        }
    }

    @Test func manyHeadersAreAnErrorOfTheStep() async throws {
        let answer = try await outcome { _, _ in
            .init(more: (0..<20_000).map { ("X-Header-\($0)", "value") })
        }
        #expect(code(answer) == "http.too_large")
    }

    @Test(
        arguments: [
            ("/a%20b", "/a%20b"), ("/a%2Fb?q=%C3%A9&x=%25", "/a%2Fb?q=%C3%A9&x=%25"), ("/a%zz", "/a%zz"),
            ("/a b", "/a%20b"),
            ("/é?ü", "/%C3%A9?%C3%BC"), ("/a%20b c", "/a%20b%20c"), ("?x=1", "/?x=1"), ("", "/"), ("/x#frag", "/x"),
            ("/a/../b", "/a/../b"), ("/a|b{c}", "/a%7Cb%7Bc%7D"), ("/[x]", "/[x]"), ("//a//b", "//a//b"),
        ])
    func anAddressGoesOutAsItIsWritten(_ written: String, _ sent: String) async throws {
        let fixture = try StepFixture()
        try await WebServer.with { request, _ in
            .init(body: request.path)
        } _: { (_, port) async throws in
            let answer = try await fixture.ask(HTTPRequest(), ["url": .string("http://127.0.0.1:\(port)\(written)")])
            #expect(answer["body"].string == sent)
        }
    }

    @Test(
        arguments: [
            ("/b", "/b"), ("b", "/x/b"), ("../b", "/b"), ("./b/./c/..", "/x/b/"), ("?q=2", "/x/y?q=2"),
            ("#f", "/x/y?q=1"),
            ("", "/x/y?q=1"), ("../../../b", "/b"), ("b%20c d", "/x/b%20c%20d"),
            ("b/?u=http://x/", "/x/b/?u=http://x/"),
        ])
    func redirectsAreResolved(_ location: String, _ target: String) throws {
        let next = try WebAddress("https://h.example:8443/x/y?q=1").following(location)
        #expect(next.text == "https://h.example:8443\(target)")
        #expect(try WebAddress("https://h/").following("//other:1/z").text == "https://other:1/z")
    }

    @Test(
        arguments: [
            "h", "http://", "http:///x", "http://h:0/", "http://h:99999/", "http://h:1x/", "http://[::1/", "http://h]/",
            "http://a b/", "http://h\u{0}/", "http://h/\u{7}", "http://u@h/", "http://münchen.de/", "http://h\\@evil/x",
        ])
    func whatIsNoAddressIsRejected(_ text: String) {
        if text == "http://h\\@evil/x" {
            #expect((try? WebAddress(text))?.host == "h", "as browsers read it")
        } else {
            #expect(throws: StepError.self, "\(text)") { try WebAddress(text) }
        }
    }

    @Test func aServerThatWantsToBeLeftAloneIs() async throws {
        let begin = ContinuousClock.now
        let waited = try await outcome(["retries": 1]) { _, number in
            number == 1 ? .init(status: 503, headers: ["Retry-After": "1"]) : .init(body: "done")
        }
        #expect(code(waited) == nil)
        #expect(ContinuousClock.now - begin >= .seconds(1))
        let long = try await outcome(["retries": 1]) { _, _ in .init(status: 429, headers: ["Retry-After": "86400"]) }
        #expect(code(long) == "http.unexpected_status", "nobody waits a day in the middle of a step")
    }

    @Test(
        arguments: [
            ("0", .seconds(0)), ("120", .seconds(120)), ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)),
            ("Sun, 06 Nov 1994 08:49:27 GMT", .seconds(0)), ("99999999999999999999", .seconds(1 << 31)), ("soon", nil),
            ("-1", nil), ("1.5", nil), ("", nil), ("Wed, 21\u{301}t 2026 07:28:00 GMTV", nil),
        ] as [(String, Duration?)])
    func retryAfterIsRead(_ text: String, _ wait: Duration?) {
        #expect(RetryAfter.delay(text, now: Date(timeIntervalSince1970: 784_111_777)) == wait)
    }
}

/// What a call came to.
private final class Outcome: Sendable {
    private let result = Mutex<Result<LuaValue, StepError>?>(nil)

    var value: Result<LuaValue, StepError>? { result.withLock { $0 } }

    func set(_ value: Result<LuaValue, StepError>) { result.withLock { $0 = value } }
}
