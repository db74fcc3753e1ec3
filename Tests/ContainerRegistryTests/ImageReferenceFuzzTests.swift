import RandomTestSupport
import Testing

@testable import ContainerRegistry

@Suite struct ImageReferenceFuzzTests {
    private static let seeds = [
        "alpine", "alpine:3.20", "library/alpine", "docker.io/library/alpine:latest", "localhost/x",
        "localhost:5000/a/b:c",
        "registry.example.com:443/shop/web:v1.2.3", "[::1]:5000/a/b", "[2001:db8::1]/a:b", "a__b/c---d.e:T_a-g",
        "r.example/web@sha256:" + String(repeating: "a", count: 64),
        "r.example/web:1@sha512:" + String(repeating: "0", count: 128), "A.B/c", "127.0.0.1/x:1",
    ].map { Array($0.utf8) }

    @Test func whatIsTakenIsWhatItSays() {
        Fuzzing.run("image references", rounds: 20_000, seeds: Self.seeds, words: ["@sha256:", ":5000", "docker.io/"]) {
            input, _ in
            let text = String(decoding: input, as: UTF8.self)
            guard let reference = try? ImageReference(text) else { return false }
            for name in [reference.description, reference.familiarName] {
                #expect((try? ImageReference(name)) == reference, "\(text.debugDescription) as \(name)")
            }
            // It becomes a part of paths of requests.
            let isPlain = reference.description.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"%?#\\\"<>^`{|}".utf8.contains(byte)
            }
            #expect(isPlain, "\(text.debugDescription)")
            let parts = reference.repository.split(separator: "/", omittingEmptySubsequences: false)
            #expect(!parts.contains { ["", ".", ".."].contains($0) }, "\(text.debugDescription)")
            #expect(!reference.registry.contains("/") && !reference.registry.isEmpty)
            let tagged = try? reference.tagged(reference.effectiveTag ?? "latest")
            #expect(tagged?.name == reference.name)
            return true
        }
    }
}
