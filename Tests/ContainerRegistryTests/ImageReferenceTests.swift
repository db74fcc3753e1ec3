import ContainerRegistry
import Testing

@Suite struct ImageReferenceTests {
    static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

    @Test(arguments: [
        ("alpine", "docker.io", "library/alpine", nil, nil),
        ("alpine:3.19", "docker.io", "library/alpine", "3.19", nil),
        ("team/app", "docker.io", "team/app", nil, nil),
        ("docker.io/alpine", "docker.io", "library/alpine", nil, nil),
        ("index.docker.io/team/app:1", "docker.io", "team/app", "1", nil),
        ("localhost/app", "localhost", "app", nil, nil),
        ("localhost:5000/app:1", "localhost:5000", "app", "1", nil),
        ("127.0.0.1:5000/a/b/c", "127.0.0.1:5000", "a/b/c", nil, nil),
        ("[::1]:5000/app", "[::1]:5000", "app", nil, nil),
        ("registry.example.org/team/app:v1.2_3-x", "registry.example.org", "team/app", "v1.2_3-x", nil),
        ("Registry/app", "Registry", "app", nil, nil),
        ("app@\(digest)", "docker.io", "library/app", nil, digest),
        ("r.example:5000/app:1@\(digest)", "r.example:5000", "app", "1", digest),
    ])
    func takesNamesApart(_ text: String, _ registry: String, _ repository: String, _ tag: String?, _ digest: String?)
        throws
    {
        let reference = try ImageReference(text)
        #expect(reference.registry == registry)
        #expect(reference.repository == repository)
        #expect(reference.tag == tag)
        #expect(reference.digest == digest)
        #expect(try ImageReference(reference.description) == reference)
        #expect(try ImageReference(reference.familiarName) == reference)
    }

    @Test(arguments: [
        ("", "empty"), (":1", "repository is missing"), ("App", "lower case"),
        ("registry.example.org/App", "lower case"),
        ("a//b", "may hold only"), ("/a", "may hold only"), ("a/", "may hold only"), ("-a", "may hold only"),
        ("a-", "may hold only"), ("a..b", "may hold only"), ("a___b", "may hold only"), ("a b", "may hold only"),
        ("app:", "tag"), ("app:.x", "tag"), ("app:a b", "tag"), ("app:ä", "tag"), ("app@sha256:12", "digest"),
        ("app@md5:\(String(repeating: "0", count: 32))", "digest"), ("app@", "digest"),
        ("app@sha256:\(String(repeating: "A", count: 64))", "digest"), ("r.example:port/app", "port"),
        ("r.example:70000/app", "port"), ("r_x.example/app", "host name"), (".example/app", "host name"),
        (String(repeating: "a", count: 256), "255"), (String(repeating: "0a", count: 32), "an image's id"),
        ("https://r.example/app", "port"),
    ])
    func refusesWhatIsNoName(_ text: String, _ reason: String) {
        let error = #expect(throws: ImageReferenceError.self) { try ImageReference(text) }
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "no error")")
        #expect(error?.reference == text)
    }

    @Test func familiarNamesLeaveOutWhatGoesWithoutSaying() throws {
        #expect(try ImageReference("docker.io/library/alpine:3").familiarName == "alpine:3")
        #expect(try ImageReference("docker.io/team/app").familiarName == "team/app")
        #expect(try ImageReference("r.example/library/app").familiarName == "r.example/library/app")
    }

    @Test func otherTagsAndDigests() throws {
        let reference = try ImageReference("r.example/app:1")
        #expect(try reference.tagged("2").description == "r.example/app:2")
        #expect(try reference.pinned(to: Self.digest).description == "r.example/app@\(Self.digest)")
        #expect(throws: ImageReferenceError.self) { try reference.tagged("not a tag") }
        #expect(try ImageReference("app").effectiveTag == "latest")
        #expect(try ImageReference("app@\(Self.digest)").effectiveTag == nil)
    }
}
