import DockerEngine
import DockerEngineTestSupport
import Foundation
import NIOHTTP1
import Testing

/// What engines other than the one tests have say in their own way: Docker with the containerd image store, the default
/// of Engine 29 and of Docker Desktop, and Podman. The answers were recorded from them.
@Suite struct OtherEnginesTests {
    static let podman = #"""
        {"Platform":{"Name":"linux/amd64/debian-12"},"Components":[{"Name":"Podman Engine","Version":"4.3.1",
        "Details":{"APIVersion":"4.3.1","MinAPIVersion":"4.0.0"}},{"Name":"Conmon","Version":"2.1.6"}],
        "Version":"4.3.1","ApiVersion":"1.41","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}
        """#.replacing("\n", with: "")

    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: [
        #"{"status":"1: digest: DIGEST size: 527"}"#, #"{"status":"1: digest: DIGEST size: 527\n"}"#,
        #"{"status":"1: digest: DIGEST size: 527"}\#n{"aux":{"Tag":"1","Digest":"DIGEST","Size":527}}"#,
        #"{"aux":{"Tag":"1","Digest":"DIGEST","Size":527}}"#,
        #"{"aux":"bW9ieS5idWlsZGtpdA=="}\#n{"status":"1: digest: DIGEST size: 527","progressDetail":null}"#,
        #"{"aux":{"originalDigest":"x"}}\#n{"status":"1: digest: DIGEST size: 527"}"#,
    ])
    func aPushSaysItsDigestInOneWayOrTheOther(_ lines: String) async throws {
        let body = "{\"status\":\"The push refers to repository [r.example/app]\"}\n\(lines)\n"
            .replacing("DIGEST", with: Self.digest)
        try await FakeEngine.with(["POST /images/r.example/app/push": FakeEngine.Answer(body: body)]) { fake in
            let result = try await fake.engine.pushImage(try ImageReference("r.example/app:1"))
            #expect(result.digest == Self.digest)
            #expect(result.manifestSize == 527)
        }
    }

    @Test func aPushMayEndWithoutAWord() async throws {
        let answer = FakeEngine.Answer(body: #"{"status":"Pushed","id":"abc"}"#)
        try await FakeEngine.with(["POST /images/r.example/app/push": answer]) { fake in
            let result = try await fake.engine.pushImage(try ImageReference("r.example/app:1"))
            #expect(result.digest == nil)
        }
    }

    @Test(arguments: [
        #"{"errorDetail":{"message":"denied: no"},"error":"denied: no"}"#, #"{"error":"denied: no"}"#,
        #"{"errorDetail":{"message":"denied: no"}}"#, #"{"errorDetail":{"message":" "},"error":"denied: no"}"#,
    ])
    func aFailureIsOneHoweverItIsReported(_ line: String) async throws {
        try await FakeEngine.with(["POST /images/r.example/app/push": FakeEngine.Answer(body: line)]) { fake in
            let error = await #expect(throws: DockerError.self) {
                try await fake.engine.pushImage(try ImageReference("r.example/app:1"))
            }
            #expect(error?.code == .unauthorized)
        }
    }

    @Test(arguments: [#"{"error":""}"#, #"{"errorDetail":{"message":""},"error":" "}"#, #"{"errorDetail":{}}"#])
    func aFailureWithoutAWordIsOneAllTheSame(_ line: String) async throws {
        try await FakeEngine.with(["POST /images/r.example/app/push": FakeEngine.Answer(body: line)]) { fake in
            let error = await #expect(throws: DockerError.self) {
                try await fake.engine.pushImage(try ImageReference("r.example/app:1"))
            }
            #expect(error?.message == "the engine gave no reason")
        }
    }

    @Test func aPullMayEndWithoutAWord() async throws {
        let image = """
            {"Id":"sha256:1","RepoTags":["r.example/app:1"],"RepoDigests":["r.example/app@\(Self.digest)"],"Size":1,
            "Architecture":"amd64","Os":"linux"}
            """
        let answers = [
            "POST /images/create": FakeEngine.Answer(
                body: #"{"status":"Download complete","progressDetail":{},"id":"0277ff068327"}"#),
            "GET /images/r.example/app:1/json": FakeEngine.Answer(body: image),
        ]
        try await FakeEngine.with(answers, version: Self.podman) { fake in
            let digest = try await fake.engine.pullImage(ImageReference("r.example/app:1"))
            #expect(digest == Self.digest)
        }
    }

    @Test(arguments: [
        ("", "running", true, HealthStatus.none, ContainerState.Status.running),
        ("", "stopped", false, .none, .exited), ("", "configured", false, .none, .created),
        ("", "initialized", false, .none, .created), ("healthy", "stopping", true, .healthy, .running),
        ("resting", "improper", false, .none, .unknown),
    ])
    func statesHaveOtherWords(
        _ health: String, _ word: String, _ isRunning: Bool, _ verdict: HealthStatus, _ status: ContainerState.Status
    ) async throws {
        let body = """
            {"Id":"c1","Name":"web","Created":"2026-01-01T00:00:00Z","Image":"sha256:1","RestartCount":0,
            "State":{"Status":"\(word)","Running":\(isRunning),"Paused":false,"OOMKilled":false,"ExitCode":0,"Error":"","Pid":0,
            "StartedAt":"","FinishedAt":"","Health":{"Status":"\(health)","FailingStreak":0,"Log":null}},
            "Config":{"Image":"app","Tty":false},"NetworkSettings":{"Ports":{},"Networks":{}}}
            """
        try await FakeEngine.with(["GET /containers/c1/json": FakeEngine.Answer(body: body)]) { fake in
            let state = try await fake.engine.inspectContainer("c1").state
            #expect(state.status == status)
            #expect(state.health?.status == verdict)
        }
    }

    @Test func anEngineSaysWhoseItIs() async throws {
        try await FakeEngine.with([:], version: Self.podman) { fake in
            let version = try await fake.engine.version()
            #expect(version.product == .podman)
            #expect(version.shortcomings.contains { $0.contains("4.8") })
        }
        try await FakeEngine.with([:], version: Self.podman.replacing("4.3.1", with: "4.10.1")) { fake in
            let version = try await fake.engine.version()
            #expect(version.shortcomings.count == 3)
        }
        try await FakeEngine.with([:]) { fake in
            let version = try await fake.engine.version()
            #expect(version.product == .docker && version.shortcomings.isEmpty)
        }
    }

    /// Docker's engine does it by itself; Podman leaves it to systemd, which may not be there.
    @Test func aHealthCheckIsRunWhereTheEngineTakesOrders() async throws {
        let answers = [
            "GET /libpod/containers/a/healthcheck": FakeEngine.Answer(body: #"{"Status":"healthy"}"#),
            "GET /libpod/containers/b/healthcheck": FakeEngine.Answer(
                status: .conflict, body: #"{"message":"container b is not running"}"#),
        ]
        try await FakeEngine.with(answers, version: Self.podman) { fake in
            try await fake.engine.runHealthCheck("a")
            let error = await #expect(throws: DockerError.self) { try await fake.engine.runHealthCheck("b") }
            #expect(error?.code == .conflict)
        }
        try await FakeEngine.with(answers) { fake in
            try await fake.engine.runHealthCheck("a")
            #expect(fake.requests == ["GET /version"])
        }
    }

    private func build(_ dockerfile: String, version: String) async throws {
        let answer = FakeEngine.Answer(
            body: #"{"stream":"COMMIT\n"}\#n{"stream":"Successfully built a7836291ba02\n"}"#)
        let image = FakeEngine.Answer(
            body: #"{"Id":"sha256:a7836291ba02","Size":1,"Architecture":"amd64","Os":"linux"}"#)
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", dockerfile)
            let request = BuildRequest(context: try BuildContext(directory: directory.path))
            let answers = ["POST /build": answer, "GET /images/a7836291ba02/json": image]
            try await FakeEngine.with(answers, version: version) { fake in
                let result = try await fake.engine.build(request)
                #expect(result.imageID == "sha256:a7836291ba02")
            }
        }
    }

    /// Others remove images while a build takes them from the cache: it is tried once more, and once only.
    @Test(arguments: [
        "unknown parent image ID sha256:1f",
        "failed to get digest sha256:1f: open /d/imagedb/1f: no such file or directory",
    ])
    func aBuildWhoseCacheIsRemovedIsTriedAgain(_ failure: String) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            let request = BuildRequest(context: try BuildContext(directory: directory.path))
            let answer = FakeEngine.Answer(
                body: "{\"errorDetail\":{\"message\":\"\(failure)\"},\"error\":\"\(failure)\"}")
            try await FakeEngine.with(["POST /build": answer]) { fake in
                let error = await #expect(throws: DockerError.self) { try await fake.engine.build(request) }
                #expect(error?.code == .buildFailed)
                #expect(fake.requests.count { $0.contains("/build") } == 2)
            }
        }
    }

    /// Podman's builder knows what docker's classic one does not, texts after an instruction since 4.8.
    @Test func whatABuilderDoesNotKnowDependsOnIt() async throws {
        let mount = "FROM scratch\nRUN --mount=type=cache,target=/c true\n"
        let heredoc = "FROM scratch\nRUN <<EOF\ntrue\nEOF\n"
        let newer = Self.podman.replacing("4.3.1", with: "4.10.0")
        try await build(mount, version: Self.podman)
        try await build(heredoc, version: newer)
        for (dockerfile, version, word) in [
            (mount, FakeEngine.version, "classic builder"), (heredoc, FakeEngine.version, "BuildKit"),
            (heredoc, Self.podman, "Podman 4.8"),
        ] {
            let error = await #expect(throws: BuildContextError.self) { try await build(dockerfile, version: version) }
            #expect(error?.code == .dockerfileUnsupported)
            #expect(error?.message.contains("line 2") == true && error?.message.contains(word) == true)
            #expect(error?.advice?.isEmpty == false)
        }
    }
}
