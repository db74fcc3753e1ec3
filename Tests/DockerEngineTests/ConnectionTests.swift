import DockerEngine
import DockerEngineTestSupport
import Foundation
import NIOHTTP1
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    @Test func oneQuestionForTheVersionAndOneConnectionServeAll() async throws {
        let answers: [String: FakeEngine.Answer] = [
            "POST /containers/create": FakeEngine.Answer(status: .created, body: #"{"Id":"c1"}"#),
            "POST /containers/c1/start": FakeEngine.Answer(status: .noContent, body: ""),
            "POST /containers/c1/wait": FakeEngine.Answer(body: #"{"StatusCode":0}"#),
        ]
        try await FakeEngine.with(answers) { fake in
            for _ in 0..<3 {
                let id = try await fake.engine.createContainer(ContainerConfig(image: "app", name: "web"))
                try await fake.engine.startContainer(id)
                _ = try await fake.engine.waitForContainer(id)
            }
            let each = [
                "POST /v1.41/containers/create?name=web", "POST /v1.41/containers/c1/start",
                "POST /v1.41/containers/c1/wait?condition=not-running",
            ]
            #expect(fake.requests == ["GET /version"] + each + each + each)
            #expect(fake.connectionCount == 1)
        }
    }

    @Test func anEngineWithoutACommonVersionIsRejected() async throws {
        let version = FakeEngine.version.replacing("1.12", with: "1.98").replacing("1.41", with: "1.99")
        try await FakeEngine.with([:], version: version) { fake in
            let error = await #expect(throws: DockerError.self) { try await fake.engine.listContainers() }
            #expect(error?.code == .apiVersionUnsupported)
            #expect(error?.message.contains("1.98") == true)
            #expect(error?.endpoint == fake.engine.endpoint.description)
        }
    }

    @Test(arguments: [false, true])
    func aBuildWithoutAnEndIsInDoubt(isCut: Bool) async throws {
        let answer = FakeEngine.Answer(body: "{\"stream\":\"Step 1/1 : FROM scratch\\n\"}\r\n", isCut: isCut)
        try await TemporaryDirectory.with { directory in
            try directory.write("Dockerfile", "FROM scratch\n")
            let request = BuildRequest(context: try BuildContext(directory: directory.path))
            try await FakeEngine.with(["POST /build": answer]) { fake in
                let error = await #expect(throws: DockerError.self) { try await fake.engine.build(request) }
                #expect(error?.code == .streamCut, "\(String(describing: error))")
            }
        }
    }

    @Test func transfersWithoutAnEndAreInDoubt() async throws {
        let answer = FakeEngine.Answer(body: #"{"status":"Preparing","id":"abc"}"#)
        let cut = FakeEngine.Answer(body: answer.body, isCut: true)
        try await FakeEngine.with(["POST /images/r.example/app/push": cut, "POST /images/create": answer]) { fake in
            let reference = try ImageReference("r.example/app:1")
            let push = await #expect(throws: DockerError.self) { try await fake.engine.pushImage(reference) }
            #expect(push?.code == .streamCut)
            let pull = await #expect(throws: DockerError.self) { try await fake.engine.pullImage(reference) }
            #expect(pull?.code == .streamCut)
        }
    }

    @Test func aVersionThatIsRequestedIsSpoken() async throws {
        try await FakeEngine.with(["GET /containers/json": FakeEngine.Answer(body: "[]")]) { fake in
            var endpoint = fake.engine.endpoint
            endpoint.apiVersion = APIVersion(1, 40)
            _ = try await DockerEngine(endpoint: endpoint).listContainers()
            #expect(fake.requests.last?.hasPrefix("GET /v1.40/containers/json") == true)
            for (version, side) in [
                (APIVersion(1, 44), "the engine speaks"), (APIVersion(1, 12), "this Moondock speaks"),
            ] {
                endpoint.apiVersion = version
                let engine = try DockerEngine(endpoint: endpoint)
                let error = await #expect(throws: DockerError.self) { try await engine.listContainers() }
                #expect(error?.code == .apiVersionUnsupported)
                #expect(error?.message.contains(side) == true, "\(String(describing: error))")
            }
        }
    }

    @Test func anAnswerThatIsNoneIsSaidToBeSo() async throws {
        try await FakeEngine.with(["GET /info": FakeEngine.Answer(body: "<html>")]) { fake in
            let error = await #expect(throws: DockerError.self) { try await fake.engine.info() }
            #expect(error?.code == .invalidResponse)
        }
    }

    @Test func aMissingSocketIsNamed() async throws {
        let engine = try DockerEngine(endpoint: try DockerEndpoint("unix:///nonexistent/docker.sock"))
        let error = await #expect(throws: DockerError.self) { try await engine.ping() }
        #expect(error?.code == .socketMissing)
        #expect(error?.description.contains("unix:///nonexistent/docker.sock") == true)
        #expect(error?.description.contains("DOCKER_HOST") == true)
    }

    @Test func aSocketNobodyListensOnIsNamed() async throws {
        try await TemporaryDirectory.with { directory in
            let path = directory.appending("s")
            try UnixSocket.bind(path)
            let engine = try DockerEngine(endpoint: try DockerEndpoint("unix://\(path)"))
            let error = await #expect(throws: DockerError.self) { try await engine.ping() }
            #expect(error?.code == .connectionRefused)
        }
    }

    @Test func aClosedPortIsNamed() async throws {
        // Bound but not listened on, so that nobody else can get the port meanwhile.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let port = try bindToLoopback(descriptor)
        let engine = try DockerEngine(endpoint: try DockerEndpoint("tcp://127.0.0.1:\(port)"))
        let error = await #expect(throws: DockerError.self) { try await engine.ping() }
        #expect(error?.code == .connectionRefused)
    }

    @Test func aNetworkThatCannotBeJoinedLeavesNoContainer() async throws {
        let answers: [String: FakeEngine.Answer] = [
            "POST /containers/create": FakeEngine.Answer(status: .created, body: #"{"Id":"c1"}"#),
            "POST /networks/back/connect": FakeEngine.Answer(
                status: .notFound, body: #"{"message":"network back not found"}"#),
            "DELETE /containers/c1": FakeEngine.Answer(status: .noContent, body: ""),
        ]
        try await FakeEngine.with(answers) { fake in
            var config = ContainerConfig(image: "app")
            config.networks = [NetworkAttachment("front"), NetworkAttachment("back")]
            let unlucky = config
            let error = await #expect(throws: DockerError.self) { try await fake.engine.createContainer(unlucky) }
            #expect(error?.code == .notFound)
            #expect(error?.description.contains("connect “c1” to network “back”") == true)
            #expect(fake.requests.last == "DELETE /v1.41/containers/c1?force=1&v=1")
        }
    }

    /// Binds a socket to a free loopback port.
    private func bindToLoopback(_ descriptor: CInt) throws -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(result)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
