import DockerEngine
import DockerEngineTestSupport
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct BuildIntegrationTests {
    private func withContext(
        _ dockerfile: String, files: [String: String] = [:],
        _ body: @Sendable (EngineFixture, BuildContext) async throws -> Void
    ) async throws {
        try await EngineFixture.with { fixture in
            try await TemporaryDirectory.with { directory in
                try directory.write("Dockerfile", dockerfile.replacing("BASE", with: fixture.image))
                for (name, contents) in files { try directory.write(name, contents) }
                try await body(fixture, try BuildContext(directory: directory.path))
            }
        }
    }

    @Test func aBuildGivesATaggedAndLabelledImage() async throws {
        let dockerfile =
            "FROM BASE AS first\nARG GREETING\nRUN echo \"$GREETING\" > /greeting\nFROM first\nCOPY data /data\n"
        try await withContext(dockerfile, files: ["data/a": "1", "data/skip.log": "x", ".dockerignore": "**/*.log"]) {
            fixture, context in
            let output = Mutex("")
            let tags = [try ImageReference(fixture.name("app") + ":1"), try ImageReference(fixture.name("app") + ":2")]
            let request = BuildRequest(
                context: context, tags: tags, arguments: ["GREETING": "hello"], labels: fixture.labels,
                computesContextDigest: true)
            let result = try await fixture.engine.build(request) { event in
                if case .output(let text) = event { output.withLock { $0 += text } }
            }
            #expect(output.withLock { $0 }.contains("Successfully built"))
            let digest = try await context.contentDigest()
            #expect(result.contextDigest == digest)

            let image = try await fixture.engine.inspectImage(tags[1].familiarName)
            #expect(image.id == result.imageID)
            #expect(Set(image.tags) == Set(tags.map(\.familiarName)))
            #expect(image.labels == fixture.labels)
            let found = try await fixture.engine.listImages(labels: [fixture.labelFilter])
            #expect(found.map(\.id).contains(result.imageID))

            var config = fixture.container("check", command: ["sh", "-c", "cat /greeting; cd /data; echo *"])
            config.image = result.imageID
            let container = try await fixture.engine.createContainer(config)
            try await fixture.engine.startContainer(container)
            #expect(try await fixture.engine.waitForContainer(container) == 0)
            let lines = try await fixture.engine.containerLogs(container).lines().reduce(into: []) {
                $0.append($1.text)
            }
            #expect(lines == ["hello", "a"])
        }
    }

    @Test func aTargetStopsTheBuildThere() async throws {
        try await withContext("FROM BASE AS one\nRUN true\nFROM one AS two\nRUN false\n") { fixture, context in
            var request = BuildRequest(context: context, target: "one", labels: fixture.labels)
            _ = try await fixture.engine.build(request)
            request.target = "two"
            let failing = request
            await #expect(throws: DockerError.self) { try await fixture.engine.build(failing) }
        }
    }

    @Test func aFailingStepFailsTheBuild() async throws {
        try await withContext("FROM BASE\nRUN echo oops >&2; exit 3\n") { fixture, context in
            let output = Mutex("")
            let request = BuildRequest(context: context, labels: fixture.labels)
            let error = await #expect(throws: DockerError.self) {
                try await fixture.engine.build(request) { event in
                    if case .output(let text) = event { output.withLock { $0 += text } }
                }
            }
            #expect(error?.code == .buildFailed)
            #expect(error?.message.contains("non-zero code: 3") == true, "\(error?.message ?? "")")
            #expect(output.withLock { $0 }.contains("oops"))
        }
    }

    @Test(arguments: [
        ("FORM scratch\n", DockerError.Code.dockerfileInvalid), ("FROM 127.0.0.1:1/absent\nRUN x\n", .buildFailed),
        ("FROM BASE\nCOPY absent /\n", .buildFailed),
    ])
    func whatCannotBeBuiltIsDistinguished(_ dockerfile: String, _ code: DockerError.Code) async throws {
        try await withContext(dockerfile) { fixture, context in
            let error = await #expect(throws: DockerError.self) {
                try await fixture.engine.build(BuildRequest(context: context, labels: fixture.labels))
            }
            #expect(error?.code == code, "\(String(describing: error))")
        }
    }

    @Test func aContextThatCannotBeReadEndsTheBuild() async throws {
        // Larger than a chunk, and cut while its first chunk is under way: the socket is told of then.
        let large = String(repeating: "x", count: 2_000_000)
        try await withContext("FROM BASE\n", files: ["large": large]) { fixture, context in
            try UnixSocket.bind("\(context.directory)/a.sock")
            let error = await #expect(throws: BuildContextError.self) {
                try await fixture.engine.build(
                    BuildRequest(context: context, labels: fixture.labels),
                    remark: { _ in truncate("\(context.directory)/large", 1) })
            }
            #expect(error?.code == .fileChanged)
            #expect(try await fixture.engine.listImages(labels: [fixture.labelFilter]).isEmpty)
        }
    }

    /// As `docker build` does: what is in the context is in the image, what cannot be is left out.
    @Test func whatLiesInAContextIsInTheImage() async throws {
        let dockerfile =
            "FROM BASE\nCOPY . /ctx\nRUN cd /ctx && printf '%s\\n' * > /names && stat -c '%h %s' one two > /links; ls -l queue > /pipe\n"
        try await withContext(dockerfile, files: ["one": "12345", "uploads/kept": "x"]) { fixture, context in
            let root = context.directory
            try #require(link("\(root)/one", "\(root)/two") == 0)
            try #require(mkfifo("\(root)/queue", 0o600) == 0)
            try UnixSocket.bind("\(root)/app.sock")
            try Latin1File.create("caf", 0xE9, in: root)
            try #require(symlink("one", "\(root)/link") == 0)
            let remarks = Mutex<[String]>([])
            let tag = try ImageReference(fixture.name("tree"))
            _ = try await fixture.engine.build(
                BuildRequest(context: context, tags: [tag], labels: fixture.labels),
                remark: { remark in remarks.withLock { $0.append(remark) } })
            #expect(remarks.withLock { $0 } == ["left out app.sock, a socket"])
            var config = fixture.container("check", command: ["sh", "-c", "cat /links /pipe; od -An -tx1 /names"])
            config.image = tag.familiarName
            let container = try await fixture.engine.createContainer(config)
            try await fixture.engine.startContainer(container)
            #expect(try await fixture.engine.waitForContainer(container) == 0)
            let lines = try await fixture.engine.containerLogs(container).lines().reduce(into: []) {
                $0.append($1.text)
            }
            #expect(lines.prefix(2) == ["2 5", "2 5"], "two names of one file")
            #expect(lines.dropFirst(2).first?.hasPrefix("p") == true, "a pipe stays one")
            #expect(lines.joined().contains("66 e9"), "the byte of a name that is no UTF-8")
        }
    }

    @Test func aDockerfileFromElsewhereIsNotInTheImage() async throws {
        try await EngineFixture.with { fixture in
            try await TemporaryDirectory.with { directory in
                try directory.write("src/a", "1")
                try directory.write("src/b", "2")
                try directory.write("src/.dockerignore", "b\n")
                try directory.write("docker/app.Dockerfile", "FROM \(fixture.image)\nCOPY . /ctx\n")
                try directory.write("src/own.Dockerfile", "FROM \(fixture.image)\nCOPY . /ctx\n")
                try directory.write("src/own.Dockerfile.dockerignore", "a\n*.Dockerfile\n*.dockerignore\n")
                for (dockerfile, expected) in [
                    (
                        "../docker/app.Dockerfile",
                        [".dockerignore", "a", "own.Dockerfile", "own.Dockerfile.dockerignore"]
                    ),
                    ("own.Dockerfile", ["b"]),
                ] {
                    let context = try BuildContext(directory: directory.appending("src"), dockerfile: dockerfile)
                    let result = try await fixture.engine.build(
                        BuildRequest(context: context, labels: fixture.labels, usesCache: false))
                    var config = fixture.container("check", command: ["ls", "-A", "/ctx"])
                    config.name = nil
                    config.image = result.imageID
                    let container = try await fixture.engine.createContainer(config)
                    try await fixture.engine.startContainer(container)
                    _ = try await fixture.engine.waitForContainer(container)
                    let names = try await fixture.engine.containerLogs(container).lines().reduce(into: []) {
                        $0.append($1.text)
                    }
                    #expect(names == expected, "\(dockerfile)")
                }
            }
        }
    }

    @Test func whatBuildKitWouldKnowIsReported() async throws {
        let dockerfile =
            "ARG BUILDPLATFORM\nFROM --platform=$BUILDPLATFORM BASE\nARG TARGETARCH\nRUN echo \"for $TARGETARCH\"\n"
        try await withContext(dockerfile) { fixture, context in
            let output = Mutex("")
            _ = try await fixture.engine.build(
                BuildRequest(context: context, labels: fixture.labels, usesCache: false)
            ) { event in
                if case .output(let text) = event { output.withLock { $0 += text } }
            }
            let architecture = try await fixture.engine.version().architecture
            #expect(output.withLock { $0 }.contains("for \(architecture)\n"))
        }
    }

    @Test func cancellingEndsTheBuildOnTheEngine() async throws {
        let dockerfile =
            "FROM BASE\nARG IDENTITY\nLABEL \(EngineFixture.labelName)=$IDENTITY\nRUN echo started; sleep 1000\n"
        try await withContext(dockerfile) { fixture, context in
            let engine = fixture.engine
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            let build = Task {
                try await engine.build(BuildRequest(context: context, arguments: ["IDENTITY": fixture.identity])) {
                    event in
                    if case .output("started\n") = event { signal.yield() }
                }
            }
            let events = try await engine.events(EventFilter(types: ["container"], actions: ["destroy"]))
            var iterator = started.makeAsyncIterator()
            _ = await iterator.next()
            // Its output may come a moment before the engine counts it as running.
            let running = try await engine.listContainers(labels: [fixture.labelFilter])
            let container = try #require(running.first)
            build.cancel()
            await #expect(throws: CancellationError.self) { try await build.value }
            for try await event in events where event.id == container.id { break }
            let left = try await engine.listContainers(labels: [fixture.labelFilter])
            #expect(left.isEmpty)
        }
    }
}
