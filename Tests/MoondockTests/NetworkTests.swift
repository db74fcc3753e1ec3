import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Which networks a container is part of, and who may say so.
@Suite(.timeLimit(.minutes(10))) struct NetworkTests {
    private func run(_ project: SampleProject, _ options: String) -> String {
        """
        docker_run { name = "\(project.site)", image = "\(project.fixture.image)", command = { "sleep", "600" },
          stop_timeout = "1s", replace = true, \(options) }

        """
    }

    @Test(arguments: ["host", "none", "bridge"]) func theEnginesOwnAreJoined(_ network: String) async throws {
        try await SampleProject.with { project in
            try project.write("moondock.lua", "return { policy = { unpinned_images = true, host_network = true } }\n")
            try project.recipe(run(project, "networks = { \"\(network)\" }"))
            for _ in 1...2 {
                let outcome = try await project.runMain()
                #expect(outcome.code == 0, "\(outcome)")
                #expect(try await project.engine.inspectContainer(project.site).networkMode == network)
            }
        }
    }

    @Test(arguments: [
        ("networks = { \"host\" }", "host_network"), ("networks = { \"container:x\" }", "container_network"),
        ("pid = \"host\"", "pid"), ("pid = \"container:x\"", "pid"), ("ipc = \"host\"", "ipc"),
        ("ipc = \"container:x\"", "ipc"), ("userns = \"host\"", "userns"),
    ])
    func whatIsSharedIsForThePolicyToAllow(_ option: String, _ key: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(run(project, option))
            let outcome = try await project.runMain()
            #expect(outcome.code == 4, "\(outcome)")
            #expect(outcome.diagnostic?.code == "policy.\(key)", "\(outcome)")
            // Also where only the run tells.
            let (name, value) = (option.prefix { $0 != " " }, option.drop { $0 != "=" }.dropFirst())
            try project.recipe("local value =\(value)\n" + run(project, "\(name) = value"))
            #expect(try await project.runMain().diagnostic?.code == "policy.\(key)")
        }
    }

    @Test func anothersNetworkIsJoinedWhereThatIsAllowed() async throws {
        try await SampleProject.with { project in
            let policy = "unpinned_images = true, container_network = true, pid = true, ipc = true"
            try project.write("moondock.lua", "return { policy = { \(policy) } }\n")
            let side = project.fixture.name("side")
            try project.recipe(
                run(project, "ipc = \"shareable\"")
                    + """
                    docker_run { name = "\(side)", image = "\(project.fixture.image)", command = { "sleep", "600" },
                      networks = { "container:\(project.site)" }, pid = "container:\(project.site)",
                      ipc = "container:\(project.site)", stop_timeout = "1s" }
                    """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.engine.inspectContainer(side).networkMode.hasPrefix("container:"))
        }
    }

    @Test(arguments: ["{ \"host\", \"x\" }", "{ \"ns:/proc/1/ns/net\" }", "{ \"container:a\", \"container:b\" }"])
    func waysAroundAreNoNetworks(_ networks: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(run(project, "networks = \(networks)"))
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
        }
    }

    @Test func aProbeAsksThePortThatSpeaksTcp() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                """
                docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)",
                  command = { "sh", "-c", "echo ok > /www/index.html; exec httpd -f -p 8080 -h /www" }, ports = { "9999/udp", "8080" },
                  healthy = { http = "/", within = "30s" }, stop_timeout = "1s" }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            try project.recipe(
                """
                docker_run { host = "web-1", name = "\(project.site)", image = "\(project.fixture.image)", replace = true,
                  command = { "sleep", "600" }, ports = { "9999/udp" }, healthy = { tcp = 9999, within = "5s" },
                  stop_timeout = "1s" }
                """)
            let udp = try await project.runMain()
            let message = "the probe asks port 9999 by TCP, and it is published as a udp port"
            #expect(udp.diagnostic?.message.contains(message) == true, "\(udp)")
        }
    }
}
