import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

extension EngineFeature {
    static let containers =
        [
            probe("http", "http = \"/\""), probe("tcp", "tcp = 8080"), probe("log", "log = \"all set\""),
            EngineFeature("healthy = { docker = true }: the HEALTHCHECK of the image") { project in
                func image(_ test: String) throws {
                    try project.write(
                        "app/Dockerfile",
                        """
                        FROM \(project.fixture.image)
                        HEALTHCHECK --interval=1s --retries=2 CMD ["sh", "-c", "\(test)"]
                        CMD ["sleep", "600"]

                        """)
                }
                let run = """
                    docker_run { host = "web-1", name = "\(project.site)", replace = true, stop_timeout = "1s",
                      image = docker_build { context = "app", tag = "\(project.site):1" },
                      healthy = { docker = true, within = "60s" } }
                    """
                try image("test -e /www")
                try await project.succeed(run)
                try image("echo no such page; exit 1")
                let sick = try await project.fail(run)
                try project.check(
                    sick.details.contains { $0.contains("unhealthy") && $0.contains("no such page") }, "\(sick)")
            },
            EngineFeature("wait = \"exit\": a job's output and exit code") { project in
                let outcome = try await project.succeed(project.job("echo one; exit 3", "ok_codes = { 3 }"))
                try project.check(project.printed(by: outcome) == ["one"], "\(outcome)")
                let failure = try await project.fail(project.job("echo no such table; exit 5"))
                try project.check(failure.message.contains("exit code 5"), "\(failure)")
                try project.check(failure.details.contains { $0.contains("no such table") }, "\(failure)")
                try await project.check(project.containers().isEmpty, "the job is still there")
            },
            EngineFeature("timeout: a job is stopped at its time limit") { project in
                let failure = try await project.fail(
                    project.job("exec sleep 600").replacing("\"60s\"", with: "\"1s\""))
                try project.check(failure.code == "docker.timeout", "\(failure)")
                try await project.check(project.containers().isEmpty, "the job is still there")
            },
            EngineFeature("ports: on one address alone, fixed and free, TCP and UDP") { project in
                let address = project.address()
                try await project.succeed(
                    project.runSite("v1").replacing(
                        "ports = { \"8080:8080\" }",
                        with: "ports = { \"8080:8080\", \"\(address)::8080\", \"9999:9999/udp\" }"))
                try await project.check(project.answer() == "v1", "nobody answers")
                try await project.check(project.answer(of: 2) == nil, "somebody answers on another address")
                let ports = try await project.engine.inspectContainer(project.container()).ports
                try project.check(ports["8080/tcp"]?.count == 2 && ports["9999/udp"]?.count == 1, "\(ports)")
                try project.check(ports.values.joined().allSatisfy { $0.hostIP == address }, "\(ports)")
            },
            EngineFeature("env, user, workdir, entrypoint, labels") { project in
                let outcome = try await project.succeed(
                    project.job(
                        "echo $GREETING $(id -u) $(pwd) $0",
                        """
                        env = { GREETING = "hello" }, user = "1000", workdir = "/www", labels = { tier = "front" },
                        entrypoint = { "env", "TZ=UTC" }
                        """))
                try project.check(project.printed(by: outcome) == ["hello 1000 /www sh"], "\(outcome)")
                try await project.succeed(
                    project.box(project.site, "exec sleep 600", "labels = { tier = \"front\" }"))
                let labels = try await project.containers()[project.container()]?.labels ?? [:]
                try project.check(labels["tier"] == "front", "\(labels)")
            },
            EngineFeature("restart: started again when its process fails") { project in
                let policies = ["always", "unless-stopped", "on-failure:3"]
                for number in policies.indices { try project.write("work/\(number)/log", "") }
                try await project.succeed(
                    policies.enumerated().map { number, policy in
                        project.box(
                            project.fixture.name("r\(number)"),
                            "echo up >>/work/log; until test -e /work/end; do sleep 0.1; done; rm /work/end; exit 1",
                            "restart = \"\(policy)\", volumes = { \"\(project.root)/work/\(number):/work\" }")
                    }.joined())
                for number in policies.indices { try project.write("work/\(number)/end", "") }
                for number in policies.indices {
                    try await project.wait(for: "\(policies[number]) to start it again") {
                        try String(contentsOfFile: "\(project.root)/work/\(number)/log", encoding: .utf8) == "up\nup\n"
                    }
                }
            },
        ]

    private static func probe(_ name: String, _ probe: String) -> EngineFeature {
        EngineFeature("healthy = { \(name) = … }") { project in
            try await project.succeed(
                project.box(
                    project.site, "sleep 0.3; echo yes >/www/index.html; echo all set; exec httpd -f -p 8080 -h /www",
                    "ports = { \"8080:8080\" }, healthy = { \(probe), within = \"60s\" }"))
            let failure = try await project.fail(
                project.box(
                    project.site, "echo no database here; sleep 0.5; exit 4",
                    "ports = { \"8080:8080\" }, healthy = { \(probe), within = \"60s\" }, replace = true"))
            try project.check(failure.code == "docker.ended", "\(failure)")
            try project.check(failure.details.contains { $0.contains("no database here") }, "\(failure)")
        }
    }
}

extension SampleProject {
    /// Waits for what an engine does by itself.
    func wait(for what: String, _ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !isSo() {
            guard ContinuousClock.now < deadline else { throw EngineFeature.Wrong(description: "no end of: \(what)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
