import Foundation
import NIOHTTP1
import RandomTestSupport
import Testing

@testable import ContainerRegistry

/// What registries answer: headers and bodies that anybody may have written.
@Suite struct RegistryAnswerFuzzTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test func challengesAreReadWhateverTheyAre() {
        let seeds = [
            "Bearer realm=\"https://auth.example/token\",service=\"r.example\",scope=\"repository:a/b:pull,push\"",
            "Basic realm=\"x\"", "Bearer realm = \"a\\\"b\" , error=\"invalid_token\", Basic realm=x", "Negotiate",
        ].map { Array($0.utf8) }
        Fuzzing.run("challenges", rounds: 20_000, seeds: seeds, words: ["Bearer ", "realm=", ",", "\\\""]) { input, _ in
            let text = String(decoding: input, as: UTF8.self)
            let found = AuthenticationChallenge.parse([text, text])
            for challenge in found {
                #expect(!challenge.scheme.isEmpty && challenge.scheme == challenge.scheme.lowercased())
                #expect(challenge.parameters.keys.allSatisfy { !$0.isEmpty && $0 == $0.lowercased() })
            }
            #expect(found.count % 2 == 0, "what was read once is read again: \(text.debugDescription)")
            return !found.isEmpty
        }
    }

    @Test func errorsSayNothingThatActsOnATerminal() throws {
        let seeds = [
            #"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied","detail":[]}]}"#,
            #"{"details":"incorrect username or password"}"#, #"{"message":"not found"}"#, "<html>",
            "plain words\nmore",
            #"{"errors":[{"code":"\u001b[31m","message":"\u202e\u0000"}]}"#,
        ].map { Array($0.utf8) }
        let url = try #require(RegistryURL(registry: "r.example"))
        let request = RegistryRequest(.GET, url, operation: "ask")
        try Fuzzing.run("registry errors", rounds: 10_000, seeds: seeds, words: ["\\u001b", "\\u0000", "errors"]) {
            input, mutation in
            let wait = String(
                decoding: mutation.next(of: [Array("120".utf8), Array("Wed, 21 Oct 2026 07:28:00 GMT".utf8)]),
                as: UTF8.self)
            let status = [401, 403, 404, 429, 500, 302, 418, 100, 999][mutation.below(9)]
            let answer = RegistryAnswer(status: status, headers: ["Retry-After": wait], body: input, url: url)
            let asker: Asker = [.nobody, .user("a\u{1B}b"), .user("")][mutation.below(3)]
            let error = RegistryError.answer(answer, to: request, registry: "r.example", asker: asker)
            let isPlain = error.message.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }
            #expect(isPlain, "\(error.message.debugDescription)")
            if let delay = RetryAfter.delay(wait) { #expect(delay >= .zero && delay <= .seconds(1 << 31)) }
            return error.message.contains(":")
        }
    }

    /// A mark that joins the character before it has ended the process.
    @Test func datesAreReadOrNot() throws {
        let now = Date(timeIntervalSince1970: 1_792_567_680)
        #expect(RetryAfter.delay("Wed, 21 Oct 2026 07:29:00 GMT", now: now) == .seconds(60))
        #expect(HTTPDate.moment("Thu, 29 Feb 2024 23:59:59 GMT") == Date(timeIntervalSince1970: 1_709_251_199))
        #expect(HTTPDate.moment("Thu, 01 Jan 1970 00:00:00 GMT") == Date(timeIntervalSince1970: 0))
        for text in [
            "Wed, 21\u{301}t 2026 07:28:00 GMTV", "Wed, 21 Oct 2026 07:28:00 GM\u{301}", "", "\0",
            "Wed, 32 Oct 2026 07:28:00 GMT",
        ] {
            #expect(RetryAfter.delay(text) == nil, "\(text.debugDescription)")
        }
        let seeds = ["Wed, 21 Oct 2026 07:28:00 GMT", "Mon, 01 Jan 9999 00:00:00 GMT"].map { Array($0.utf8) }
        let plain = Date.FormatStyle(locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
        Fuzzing.run("dates of headers", rounds: 10_000, seeds: seeds, words: ["GMT", "Feb", "29", "\u{301}"]) {
            input, _ in
            let text = String(decoding: input, as: UTF8.self)
            guard let moment = HTTPDate.moment(text) else { return false }
            // Both count the same year, whatever day of which month a text of 31 days has.
            let year = plain.year(.defaultDigits).format(moment)
            #expect(text.contains(year) || text.contains("Dec"), "\(text) is in \(year)")
            return true
        }
    }

    @Test func manifestsComeBackAsTheyWereRead() throws {
        let manifest = ImageManifest(
            artifactType: "application/x", config: ContentDescriptor(mediaType: "a/b", content: [1, 2]),
            layers: [ContentDescriptor(mediaType: "c/d", content: [3], annotations: ["k": "v"])],
            annotations: ["a": "b"])
        let seeds = [
            try manifest.encoded(),
            Array(
                #"{"schemaVersion":2,"config":{"mediaType":"x","digest":"\#(Self.digest)","size":3},"layers":[]}"#.utf8),
        ]
        try Fuzzing.run(
            "image manifests", rounds: 5_000, seeds: seeds, words: ["null", "1e308", "\"size\":-1", Self.digest]
        ) {
            input, _ in
            guard let read = try? JSONDecoder().decode(ImageManifest.self, from: Data(input)) else { return false }
            let again = try JSONDecoder().decode(ImageManifest.self, from: Data(try read.encoded()))
            #expect(again == read)
            for descriptor in [read.config] + read.layers { #expect(descriptor.size >= 0, "\(descriptor)") }
            return true
        }
    }
}
