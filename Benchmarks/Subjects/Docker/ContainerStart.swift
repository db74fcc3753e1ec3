import DockerEngine
import Foundation

/// Containers from nothing to their first answer over HTTP, in three ways on the same engine.
struct ContainerStart: Benchmark {
    /// How many at once.
    let count: Int

    var name: String { "container.\(count)" }
    var summary: String {
        let subject = count == 1 ? "a container" : "\(count) containers at once"
        return "\(subject), created, started, answering HTTP"
    }
    var peers: [Peer] {
        count == 1
            ? [Peer("docker CLI:", "207 ms", ratio: "1.05"), Peer("Docker SDK for Python:", "203 ms", ratio: "1.05")]
            : [Peer("docker CLI and Docker SDK for Python, 10 at once:", "1.29 s", ratio: "1.12")]
    }

    func measure(in suite: Suite) async throws -> [Figure] {
        let moondock = try suite.binary("moondock")
        let (engine, socket) = try await suite.engine.connect()
        let image = try await suite.engine.image(on: engine, in: try suite.folder("image"))
        let clock = ContinuousClock()
        var module: [Double] = []
        var product: [Double] = []
        var curl: [Double] = []
        do {
            for _ in 0..<suite.runs(count == 1 ? 11 : 7) {
                let ports = try LoopbackPort.free(count)
                let script = CurlRequests(socket: socket, image: image, ports: ports)
                curl.append(try await MeasuredProcess.run(["bash", "-c", script.text], in: suite).wall)
                try await suite.engine.removeContainers(on: engine)

                let start = clock.now
                try await bringUp(image, ports, on: engine)
                module.append(start.duration(to: clock.now).inSeconds)
                try await suite.engine.removeContainers(on: engine)

                let project = try suite.project(recipe(image, ports))
                product.append(
                    try await MeasuredProcess.run(
                        [moondock, "run", "recipe.lua"], in: suite, folder: project,
                        environment: ["DOCKER_HOST": "unix://\(socket)"]
                    ).wall)
                try await suite.engine.removeContainers(on: engine)
            }
        } catch {
            try? await suite.engine.removeContainers(on: engine)
            throw error
        }
        try? await engine.removeImage(image, force: true)
        return [
            Figure("module DockerEngine", .seconds, module, floor: ("curl", curl)),
            Figure("moondock run, the whole process", .seconds, product, floor: ("curl", curl)),
        ]
    }

    private func bringUp(_ image: String, _ ports: [Int], on engine: DockerEngine) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for port in ports {
                group.addTask {
                    var config = ContainerConfig(image: image, name: "moondock-benchmark-\(port)")
                    config.ports = [PortBinding(containerPort: 8080, hostPort: port, hostIP: "127.0.0.1")]
                    config.labels = [SuiteEngine.label: "1"]
                    let id = try await engine.createContainer(config)
                    try await engine.startContainer(id)
                    while !LoopbackPort.answers(port) { try await Task.sleep(for: CurlRequests.pause) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func recipe(_ image: String, _ ports: [Int]) -> String {
        """
        local ports = { \(ports.map(String.init).joined(separator: ", ")) }
        parallel(ports, function (port)
          docker_run {
            name    = "moondock-benchmark-" .. port,
            image   = "\(image)",
            ports   = { "127.0.0.1:" .. port .. ":8080" },
            labels  = { ["\(SuiteEngine.label)"] = "1" },
            restart = "no",
            healthy = { http = "/", port = 8080, within = "30s" },
          }
        end)
        """
    }
}
