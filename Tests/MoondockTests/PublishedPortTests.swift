import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Where containers listen: nowhere else than they were asked to.
@Suite(.timeLimit(.minutes(20))) struct PublishedPortTests {
    private func run(_ project: SampleProject, _ options: String, host: String = "") -> String {
        """
        docker_run { name = "\(project.site)", image = "\(project.fixture.image)", \(host) stop_timeout = "1s",
          command = { "sh", "-c", "echo hello > /www/index.html; exec httpd -f -p 8080 -h /www" }, \(options) }

        """
    }

    @Test(arguments: ["localhost:31170:8080", "127.0.0.l:31170:8080", "web-1:31170:8080"])
    func aNameIsRejectedBeforeAnythingHappens(_ port: String) async throws {
        try await SampleProject.with { project in
            for recipe in [
                run(project, "ports = { \"\(port)\" }"), "local p = \"\(port)\"\n" + run(project, "ports = { p }"),
            ] {
                try project.recipe(recipe)
                let outcome = try await project.runMain()
                #expect(outcome.code != 0, "\(outcome)")
                #expect(outcome.diagnostic?.message.contains("no IP address") == true, "\(outcome)")
                #expect(try await project.containers().isEmpty)
            }
        }
    }

    @Test(arguments: ["localhost", "web-1.example.com"]) func soIsThatOfAHost(_ address: String) async throws {
        try await SampleProject.with { project in
            try project.write("environments/test.lua", "return { hosts = { w = { address = \"\(address)\" } } }\n")
            try project.recipe(run(project, "ports = { \"31171:8080\" }", host: "host = \"w\","))
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("hosts.w.address") == true, "\(outcome)")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test(arguments: ["ADDRESS::8080", "ADDRESS:0:8080", "8080/TCP"]) func aFreePortMayBeOfOneAddress(_ port: String)
        async throws
    {
        try await SampleProject.with { project in
            let address = project.address()
            try project.recipe(
                run(
                    project,
                    "ports = { \"\(port.replacing("ADDRESS", with: address))\" }, healthy = { http = \"/\", within = \"10m\" }",
                    host: port.contains("ADDRESS") ? "" : "host = \"web-1\","))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            let container = try #require(try await project.containers().values.first)
            let published = try await project.engine.inspectContainer(container.id).ports["8080/tcp"]
            #expect(published?.map(\.hostIP) == [address])
        }
    }

    /// A probe asks TCP, whatever was published first.
    @Test func aProbeAsksTheFirstPortOfTCP() async throws {
        try await SampleProject.with { project in
            let address = project.address()
            try project.recipe(
                run(
                    project,
                    "ports = { \"\(address)::9999/udp\", \"\(address)::8080\" }, healthy = { http = \"/\", within = \"10m\" }"
                ))
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")

            try project.recipe(
                run(project, "ports = { \"\(address)::9999/udp\" }, healthy = { http = \"/\" }, replace = true"))
            let alone = try await project.runMain()
            #expect(alone.code == 1, "\(alone)")
            #expect(alone.diagnostic?.message.contains("udp") == true, "\(alone)")
        }
    }

    @Test func aProbeMayHaveHeadersAndExpectAnAnswer() async throws {
        try await SampleProject.with { project in
            let script = """
                cat > /h <<'S'
                #!/bin/sh
                code=400; while read l; do l=$(echo "$l" | tr -d '\\r'); [ -z "$l" ] && break
                case "$l" in [Hh]ost:*shop.example*) code=401;; esac; done
                printf "HTTP/1.1 $code X\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"
                S
                chmod +x /h; nc -ll -p 8080 -e /h
                """
            func recipe(_ probe: String) -> String {
                """
                docker_run { name = "\(project.site)", host = "web-1", image = "\(project.fixture.image)", replace = true,
                  command = { "sh", "-c", [[\(script)]] }, stop_timeout = "1s", ports = { "8080" }, healthy = { \(probe) } }

                """
            }
            try project.recipe(
                recipe("http = \"/up\", headers = { Host = \"shop.example\" }, status = { 200, 401 }, within = \"10m\"")
            )
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")
            try project.recipe(recipe("http = \"/up\", status = 401, within = \"3s\""))
            let refused = try await project.runMain()
            #expect(refused.code == 1, "\(refused)")
            #expect(refused.diagnostic?.details.contains { $0.contains("400") } == true, "\(refused)")
        }
    }

    @Test func aLogThatDoesNotSaySoIsQuoted() async throws {
        try await SampleProject.with { project in
            for (script, words) in [
                ("echo something else; exec sleep 60", "something else"),
                ("printf ready; exec sleep 60", "no line yet"),
            ] {
                try project.recipe(
                    """
                    docker_run { name = "\(project.site)", host = "web-1", image = "\(project.fixture.image)",
                      command = { "sh", "-c", "\(script)" }, stop_timeout = "1s", healthy = { log = "ready", within = "3s" } }
                    """)
                let outcome = try await project.runMain()
                #expect(outcome.code == 1, "\(outcome)")
                #expect(outcome.diagnostic?.details.contains { $0.contains(words) } == true, "\(outcome)")
            }
        }
    }
}
