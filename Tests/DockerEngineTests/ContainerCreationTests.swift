import Foundation
import Testing

@testable import DockerEngine

@Suite struct ContainerCreationTests {
    private func json(_ config: ContainerConfig) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(ContainerCreation(config)), as: UTF8.self)
    }

    @Test func whatIsNotSaidIsNotSent() throws {
        #expect(try json(ContainerConfig(image: "app")) == #"{"HostConfig":{},"Image":"app"}"#)
    }

    @Test func everySettingHasItsPlace() throws {
        var config = ContainerConfig(image: "app:1", name: "web", command: ["serve", "--all"])
        config.entrypoint = ["/init"]
        config.environment = ["B": "2", "A": "1=1"]
        config.labels = ["team": "a"]
        config.ports = [
            PortBinding(containerPort: 80, hostPort: 8080, hostIP: "127.0.0.1"), PortBinding(containerPort: 80),
            PortBinding(containerPort: 53, transportProtocol: .udp),
        ]
        config.mounts = [
            ContainerMount(.bind(path: "/srv"), at: "/data", isReadOnly: true),
            ContainerMount(.volume(name: "cache"), at: "/cache"), ContainerMount(.memory(size: 1024), at: "/tmp"),
        ]
        config.networks = [NetworkAttachment("front", aliases: ["web"]), NetworkAttachment("back")]
        config.restartPolicy = .onFailure(limit: 3)
        config.memory = 64 << 20
        config.nanoCPUs = 500_000_000
        config.user = "1000:1000"
        config.workingDirectory = "/srv"
        config.healthCheck = .shell("true", HealthCheckTiming(interval: .milliseconds(1500), retries: 2))
        config.extraHosts = ["db:10.0.0.2"]
        config.usesInit = true
        config.hasReadOnlyRoot = true
        config.stopTimeout = 30
        config.stopSignal = "SIGQUIT"
        config.hasTerminal = true
        config.droppedCapabilities = ["ALL"]
        let expected = """
            {"Cmd":["serve","--all"],"Entrypoint":["/init"],"Env":["A=1=1","B=2"],\
            "ExposedPorts":{"53/udp":{},"80/tcp":{}},"Healthcheck":{"Interval":1500000000,"Retries":2,\
            "Test":["CMD-SHELL","true"]},"HostConfig":{"CapDrop":["ALL"],"ExtraHosts":["db:10.0.0.2"],"Init":true,\
            "Memory":67108864,"Mounts":[{"ReadOnly":true,"Source":"/srv","Target":"/data","Type":"bind"},\
            {"Source":"cache","Target":"/cache","Type":"volume"},\
            {"Target":"/tmp","TmpfsOptions":{"SizeBytes":1024},"Type":"tmpfs"}],"NanoCpus":500000000,\
            "NetworkMode":"front","PortBindings":{"53/udp":[{"HostIp":"","HostPort":""}],\
            "80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"","HostPort":""}]},"ReadonlyRootfs":true,\
            "RestartPolicy":{"MaximumRetryCount":3,"Name":"on-failure"}},"Image":"app:1","Labels":{"team":"a"},\
            "NetworkingConfig":{"EndpointsConfig":{"front":{"Aliases":["web"]}}},"StopSignal":"SIGQUIT",\
            "StopTimeout":30,"Tty":true,"User":"1000:1000","WorkingDir":"/srv"}
            """
        #expect(try json(config) == expected)
    }

    @Test func aHealthCheckCanBeSwitchedOff() throws {
        var config = ContainerConfig(image: "app")
        config.healthCheck = .disabled
        #expect(try json(config).contains(#""Healthcheck":{"Test":["NONE"]}"#))
    }

    @Test func environmentVariablesAreNotPrinted() {
        var config = ContainerConfig(image: "app", name: "web")
        config.environment = ["PASSWORD": "hunter2"]
        var dumped = ""
        dump(config, to: &dumped)
        for text in ["\(config)", String(reflecting: config), dumped] { #expect(!text.contains("hunter2")) }
    }
}
