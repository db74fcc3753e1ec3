import Foundation
import Testing

@testable import ContainerRegistry

/// What registries want to see, as their headers say it.
@Suite struct ChallengeTests {
    @Test func challengesAreRead() {
        let found = AuthenticationChallenge.parse([
            #"Bearer realm="https://auth.example.com/token?x=1,2",service="registry.example.com",scope="repository:a/b:pull""#,
            #"Basic realm = "a \"quoted\" place", Negotiate"#,
        ])
        #expect(found.map(\.scheme) == ["bearer", "basic", "negotiate"])
        #expect(found[0].parameters["realm"] == "https://auth.example.com/token?x=1,2")
        #expect(found[0].parameters["service"] == "registry.example.com")
        #expect(found[1].parameters["realm"] == #"a "quoted" place"#)
        #expect(AuthenticationChallenge.parse(["", ",,,", "\"\""]).isEmpty)
    }

    @Test func challengesAtRandomAreNoTrap() {
        let pieces = ["Bearer", "realm=", "\"", "\\", ",", " ", "=", "x", "é", "\t", "Basic "]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12)).compactMap { _ in pieces.randomElement() }.joined()
            _ = AuthenticationChallenge.parse([text])
        }
    }

    @Test(arguments: [
        ("registry.example.com", "https://registry.example.com/v2/"), ("127.0.0.1:5000", "http://127.0.0.1:5000/v2/"),
        ("localhost:5000", "http://localhost:5000/v2/"), ("[::1]:5000", "http://[::1]:5000/v2/"),
        ("docker.io", "https://registry-1.docker.io/v2/"),
        ("127.0.0.1.example.com", "https://127.0.0.1.example.com/v2/"),
    ])
    func onlyThisMachineIsSpokenToInPlainText(_ registry: String, _ url: String) {
        #expect(RegistryURL(registry: registry)?.url.absoluteString == url)
    }

    @Test func nobodyIsSentToAnAddressThatIsNotEncrypted() throws {
        let secure = try #require(RegistryURL(registry: "registry.example.com"))
        #expect(secure.resolving("http://registry.example.com/x") == nil)
        #expect(secure.resolving("http://127.0.0.1/x") == nil)
        #expect(secure.resolving("https://dana:secret@cdn.example.com/x") == nil)
        #expect(secure.resolving("file:///etc/passwd") == nil)
        #expect(secure.resolving("https://cdn.example.com/x?sig=1")?.place == "cdn.example.com")
        let local = try #require(RegistryURL(registry: "127.0.0.1:5000"))
        #expect(
            local.resolving("/v2/a/blobs/uploads/1?_state=x")?.url.absoluteString
                == "http://127.0.0.1:5000/v2/a/blobs/uploads/1?_state=x")
        #expect(local.resolving("http://example.com/x") == nil)
    }
}
