import DockerEngine
import DockerEngineTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ContainerIntegrationTests {
    @Test func aContainersWholeLife() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            var config = fixture.container("web", command: ["httpd", "-f", "-v", "-p", "80"])
            config.environment = ["GREETING": "hello=you"]
            config.ports = [PortBinding(containerPort: 80, hostIP: "127.0.0.1")]
            config.memory = 64 << 20
            config.healthCheck = .shell(
                "wget -q -O - http://127.0.0.1/ >/dev/null 2>&1; test -d /www",
                HealthCheckTiming(interval: .milliseconds(200), timeout: .seconds(300), retries: 3))
            let id = try await engine.createContainer(config)
            #expect(try await engine.inspectContainer(id).state.status == .created)

            let events = try await engine.events(.health(of: id))
            try await engine.startContainer(id)
            var verdict: HealthStatus?
            for try await event in events {
                verdict = event.healthStatus
                if event.exitCode != nil || verdict != nil { break }
            }
            #expect(verdict == .healthy)

            let running = try await engine.inspectContainer(id)
            #expect(running.name == config.name)
            #expect(running.state.isRunning)
            #expect(running.state.health?.status == .healthy)
            #expect(running.labels[EngineFixture.labelName] == fixture.identity)
            #expect(running.configuration.environment?.contains("GREETING=hello=you") == true)
            #expect(try #require(running.hostPort(for: 80)) > 1024)
            #expect(running.networks["bridge"]?.address.isEmpty == false)

            let listed = try await engine.listContainers(labels: [fixture.labelFilter])
            #expect(listed.map(\.id) == [id])
            #expect(listed.first?.name == config.name)
            #expect(listed.first?.status == .running)

            try await engine.renameContainer(id, to: fixture.name("old"))
            #expect(try await engine.inspectContainer(fixture.name("old")).id == id)

            try await engine.stopContainer(id, timeout: 1)
            // Stopping what is stopped is no failure.
            try await engine.stopContainer(id)
            let stopped = try await engine.inspectContainer(id)
            #expect(stopped.state.status == .exited)
            #expect(stopped.ports.isEmpty)
            let alive = try await engine.listContainers(labels: [fixture.labelFilter], includesStopped: false)
            #expect(alive.isEmpty)

            try await engine.removeContainer(id)
            let error = await #expect(throws: DockerError.self) { try await engine.inspectContainer(id) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func theExitCodeIsThatOfTheProcess() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let id = try await engine.createContainer(fixture.container("seven", command: ["sh", "-c", "exit 7"]))
            try await engine.startContainer(id)
            #expect(try await engine.waitForContainer(id) == 7)
            #expect(try await engine.inspectContainer(id).state.exitCode == 7)
        }
    }

    @Test func signalsReachTheProcess() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let trap = "trap 'echo caught; exit 5' USR1; echo ready; while :; do sleep 0.1; done"
            let id = try await engine.createContainer(fixture.container("trap", command: ["sh", "-c", trap]))
            try await engine.startContainer(id)
            for try await line in try await engine.containerLogs(id, LogOptions(follows: true)).lines() {
                if line.text == "ready" { try await engine.killContainer(id, signal: "SIGUSR1") }
            }
            #expect(try await engine.waitForContainer(id) == 5)
            let error = await #expect(throws: DockerError.self) { try await engine.killContainer(id) }
            #expect(error?.code == .conflict)
        }
    }

    @Test func aTakenPortIsItsOwnError() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            var first = fixture.container("first", command: ["sleep", "1000"])
            first.ports = [PortBinding(containerPort: 80, hostIP: "127.0.0.1")]
            let holder = try await engine.createContainer(first)
            try await engine.startContainer(holder)
            let port = try #require(try await engine.inspectContainer(holder).hostPort(for: 80))

            var second = fixture.container("second", command: ["sleep", "1000"])
            second.ports = [PortBinding(containerPort: 80, hostPort: port, hostIP: "127.0.0.1")]
            let id = try await engine.createContainer(second)
            let error = await #expect(throws: DockerError.self) { try await engine.startContainer(id) }
            #expect(error?.code == .portInUse, "\(String(describing: error))")
            #expect(error?.status == 500)
            #expect(try await engine.inspectContainer(id).state.status == .created)
            try await engine.removeContainer(id)
            #expect(try await engine.listContainers(labels: [fixture.labelFilter]).map(\.id) == [holder])
        }
    }

    @Test func whatCannotBeCreatedOrStartedIsDistinguished() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let id = try await engine.createContainer(fixture.container("taken", command: ["true"]))
            let taken = await #expect(throws: DockerError.self) {
                try await engine.createContainer(fixture.container("taken", command: ["true"]))
            }
            #expect(taken?.code == .nameInUse)

            var absent = fixture.container("absent", command: ["true"])
            absent.image = "absent-\(fixture.identity):1"
            let missing = absent
            let noImage = await #expect(throws: DockerError.self) { try await engine.createContainer(missing) }
            #expect(noImage?.code == .imageNotFound)

            let badName = await #expect(throws: DockerError.self) {
                try await engine.createContainer(ContainerConfig(image: fixture.image, name: "not a name"))
            }
            #expect(badName?.code == .badRequest)

            let command = try await engine.createContainer(fixture.container("command", command: ["/no/such/program"]))
            let notStarted = await #expect(throws: DockerError.self) { try await engine.startContainer(command) }
            #expect(notStarted?.code == .commandNotStartable, "\(String(describing: notStarted))")

            try await engine.removeContainer(id)
            let gone = await #expect(throws: DockerError.self) { try await engine.startContainer(id) }
            #expect(gone?.code == .notFound)
        }
    }

    @Test func runningOutOfMemoryIsVisible() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            // The kernel ends the larger process; the shell lives on. The engine watches for it only some time after
            // the start, so the meal begins when told.
            let meal = "until [ -e /go ]; do sleep 0.05; done; tail /dev/zero; sleep 1000"
            var config = fixture.container("hungry", command: ["sh", "-c", meal])
            config.memory = 16 << 20
            let id = try await engine.createContainer(config)
            let events = try await engine.events(.health(of: id))
            try await engine.startContainer(id)
            _ = try await engine.runCommand(in: id, ExecConfig(["touch", "/go"]))
            for try await event in events where event.action == "oom" { break }
            try await engine.killContainer(id)
            #expect(try await engine.waitForContainer(id) == 137)
            #expect(try await engine.inspectContainer(id).state.wasOutOfMemory)
        }
    }

    @Test func networksVolumesAndSettingsArrive() async throws {
        try await EngineFixture.with { fixture in
            let engine = fixture.engine
            let networks = [fixture.name("front"), fixture.name("back")]
            for network in networks { _ = try await engine.createNetwork(network, labels: fixture.labels) }
            let duplicate = await #expect(throws: DockerError.self) { try await engine.createNetwork(networks[0]) }
            #expect(duplicate?.code == .conflict)
            _ = try await engine.createVolume(fixture.name("data"), labels: fixture.labels)

            var server = fixture.container(
                "server", command: ["sh", "-c", "echo served > /www/index.html; httpd -f -p 80"])
            server.networks = [NetworkAttachment(networks[0]), NetworkAttachment(networks[1], aliases: ["store"])]
            server.mounts = [ContainerMount(.volume(name: fixture.name("data")), at: "/data")]
            let serverID = try await engine.createContainer(server)
            try await engine.startContainer(serverID)
            #expect(Set(try await engine.inspectContainer(serverID).networks.keys) == Set(networks))

            let script = """
                until wget -q -O - http://store/ 2>/dev/null; do sleep 0.1; done; id -u; pwd; grep extra /etc/hosts \
                | cut -f1; touch /x 2>/dev/null || echo read-only; touch /scratch/x && echo scratch; hostname
                """
            var client = fixture.container("client", command: ["-c", script])
            client.entrypoint = ["/bin/sh"]
            client.networks = [NetworkAttachment(networks[1])]
            client.user = "1234"
            client.workingDirectory = "/bin"
            client.extraHosts = ["extra:10.9.8.7"]
            client.hasReadOnlyRoot = true
            client.mounts = [ContainerMount(.memory(size: 1 << 20), at: "/scratch")]
            client.hostname = "named"
            client.usesInit = false
            client.restartPolicy = .onFailure(limit: 1)
            let clientID = try await engine.createContainer(client)
            try await engine.startContainer(clientID)
            #expect(try await engine.waitForContainer(clientID) == 0)
            let lines = try await engine.containerLogs(clientID).lines().reduce(into: []) { $0.append($1.text) }
            #expect(lines == ["served", "1234", "/bin", "10.9.8.7", "read-only", "scratch", "named"])

            try await engine.disconnectContainer(serverID, from: networks[0])
            #expect(try await engine.inspectContainer(serverID).networks.keys.sorted() == [networks[1]])
            #expect(
                try await engine.listNetworks(labels: [fixture.labelFilter]).map(\.name).sorted() == networks.sorted())
            #expect(try await engine.listVolumes(labels: [fixture.labelFilter]).map(\.name) == [fixture.name("data")])
        }
    }
}
