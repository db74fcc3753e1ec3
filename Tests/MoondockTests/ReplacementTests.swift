import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// What takes the place of what, and what that costs.
@Suite(.timeLimit(.minutes(10))) struct ReplacementTests {
    /// A container that somebody has made by hand.
    private func byHand(
        _ project: SampleProject, _ name: String, removesItself: Bool = false, ports: [PortBinding] = [],
        labels: [String: String] = [:]
    ) async throws -> String {
        var config = project.fixture.container(
            "x", command: ["sh", "-c", "trap exit TERM; while :; do sleep 1 & wait; done"])
        config.name = name
        config.isRemovedAtEnd = removesItself
        config.ports = ports
        config.labels.merge(labels) { $1 }
        let id = try await project.engine.createContainer(config)
        try await project.engine.startContainer(id)
        return id
    }

    private func isRunning(_ project: SampleProject, _ name: String) async throws -> Bool {
        do {
            return try await project.engine.inspectContainer(name).state.isRunning
        } catch let error as DockerError where error.code == .notFound {
            return false
        }
    }

    @Test(arguments: [false, true])
    func oneThatRemovesItselfIsReplaced(_ hasPort: Bool) async throws {
        try await SampleProject.with { project in
            let port = PortBinding(containerPort: 8080, hostPort: 8080, hostIP: project.address())
            _ = try await byHand(project, project.container(), removesItself: true, ports: hasPort ? [port] : [])
            try project.recipe(
                project.runSite("v1").replacing(
                    "ports = { \"8080:8080\" },", with: hasPort ? "ports = { \"8080:8080\" }," : ""
                )
                .replacing(
                    "healthy = { http = \"/\", within = \"10m\" },", with: hasPort ? "healthy = { http = \"/\" }," : "")
            )
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await isRunning(project, project.container()))
        }
    }

    @Test func whatHasRemovedItselfCannotBeRolledBackAndThatIsSaid() async throws {
        try await SampleProject.with { project in
            _ = try await byHand(project, project.container(), removesItself: true)
            try project.recipe(
                "with_rollback(\"site\", function ()\n\(project.runSite("v1"))\nfail \"no\"\nend)\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 5, "\(outcome)")
            #expect(outcome.diagnostic?.details.contains { $0.contains("is gone and cannot be restored") } == true)
            #expect(try await isRunning(project, project.container()), "the new one is all there is")
        }
    }

    @Test func aBadReleaseOnAFixedPortCostsNothing() async throws {
        try await SampleProject.with { project in
            try project.recipe(project.runSite("v1"))
            #expect(try await project.runMain().code == 0)
            let before = try await project.engine.inspectContainer(project.container())
            try project.recipe(project.runBrokenSite())
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.details.contains("the old container was not touched") == true, "\(outcome)")
            let after = try await project.engine.inspectContainer(project.container())
            #expect(after.id == before.id)
            #expect(after.state.startedAt == before.state.startedAt, "it was never stopped")
            #expect(try await project.containers().count == 1)
        }
    }

    @Test func whereBothWriteTheSameFilesTheOldOneIsStoppedFirst() async throws {
        try await SampleProject.with { project in
            let volume = "volumes = { \"\(project.root)/data:/data\" },"
            try project.write("data/.keep", "")
            try project.recipe(project.runSite("v1", volume))
            #expect(try await project.runMain().code == 0)
            try project.recipe(project.runSite("v2", volume))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.events.contains { $0.line?.contains("both write to the same files") == true }, "\(outcome)")
            #expect(try await project.answer() == "v2")
        }
    }

    @Test func withoutOverlapTheOldOneIsStoppedFirst() async throws {
        try await SampleProject.with { project in
            let site = project.runSite("v1", "overlap = false").replacing("\"8080:8080\"", with: "\"8080\"")
            try project.recipe(site)
            #expect(try await project.runMain().code == 0)
            let old = try #require(try await project.containers()[project.container()]?.id)
            let outcome = try await project.runMain { command in
                try await command.event("the new one's health") { $0.isWaiting(for: "HTTP /") }
                #expect(try await project.engine.inspectContainer(old).state.isRunning == false)
            }
            #expect(outcome.code == 0, "\(outcome)")
        }
    }

    @Test func aFixedPortThatIsReplacedIsReportedBeforeTheRun() async throws {
        try await SampleProject.with { project in
            try project.recipe(project.runSite("v1"))
            let outcome = try await project.runMain()
            #expect(
                outcome.events.contains {
                    $0.message?.contains("replaces a container on the fixed port 8080:8080") == true
                },
                "\(outcome)")
        }
    }

    /// The environment `test` with other hosts.
    private func environment(_ project: SampleProject, _ hosts: [String: String]) throws {
        let lines = hosts.map { "[\"\($0.key)\"] = { \($0.value) }," }.joined(separator: "\n")
        try project.write("environments/test.lua", "return { hosts = {\n\(lines)\n} }\n")
    }

    @Test func aHostThatIsAddedOrdersTheOthersAnew() async throws {
        try await SampleProject.with { project in
            let first = "address = \"\(project.address())\""
            try environment(project, ["web-1": first])
            try project.recipe(project.runSite("v1"))
            #expect(try await project.runMain().code == 0)
            #expect(try await project.containers().keys.sorted() == [project.site], "alone on its engine")

            try environment(project, ["web-1": first, "web-2": "address = \"\(project.address(of: 2))\""])
            try project.recipe(project.runSite("v2") + project.runSite("v2", on: 2))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(
                try await project.containers().keys.sorted() == [project.container(on: 1), project.container(on: 2)])
            #expect(try await project.answer() == "v2")

            // And back again.
            try environment(project, ["web-1": first])
            try project.recipe("docker_stop { \"\(project.site)\", host = \"web-1\", remove = true }\n")
            #expect(try await project.runMain().code == 0)
            #expect(try await project.containers().keys.sorted() == [project.container(on: 2)])
        }
    }

    @Test func aHostThatIsCalledOtherwiseKeepsItsContainer() async throws {
        try await SampleProject.with { project in
            try environment(
                project,
                ["web-1": "address = \"\(project.address())\"", "web-2": "address = \"\(project.address(of: 2))\""])
            try project.recipe(project.runSite("v1"))
            #expect(try await project.runMain().code == 0)
            try environment(
                project,
                ["web-9": "address = \"\(project.address())\"", "web-2": "address = \"\(project.address(of: 2))\""])
            try project.recipe(project.runSite("v2", on: 9))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.containers().keys.sorted() == [project.container(on: 9)])
        }
    }

    @Test func anotherHostsContainerIsLeftAlone() async throws {
        try await SampleProject.with { project in
            // Two addresses of one engine, which nobody knows to be one.
            let engine = project.engine.endpoint.description
            let path = String(engine.dropFirst("unix://".count))
            try environment(
                project,
                [
                    "web-1": "engine = \"\(engine)\", address = \"\(project.address())\"",
                    "web-2": "engine = \"unix:///proc/self/root\(path)\", address = \"\(project.address(of: 2))\"",
                ])
            try project.recipe(project.runSite("v1") + project.runSite("v1", on: 2))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.containers().count == 2)
            #expect(try await project.answer() == "v1")
            #expect(try await project.answer(of: 2) == "v1")
        }
    }
}
