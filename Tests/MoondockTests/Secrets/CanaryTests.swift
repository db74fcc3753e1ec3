import DockerEngine
import DockerEngineTestSupport
import Foundation
import Synchronization
import Testing

/// Secrets of every shape go through all that takes one, and are found nowhere but where they were given.
@Suite(.timeLimit(.minutes(10))) struct CanaryTests {
    /// Answers with all that it was asked, as it is and in JSON.
    private func withMirror(_ body: @Sendable (Int) async throws -> Void) async throws {
        let server = try ScriptedServer { request, _ in
            let said = request.headers.map { "\($0.key): \($0.value)" }.joined(separator: "\n") + "\n" + request.body
            let json = (try? JSONSerialization.data(withJSONObject: ["said": said])) ?? Data()
            return .init(
                status: request.line.contains("fail") ? 500 : 200, headers: ["Content-Type": "application/json"],
                bytes: Array(json) + Array("\n\(said)\n\(Data(said.utf8).base64EncodedString())".utf8))
        }
        try await body(server.port)
    }

    /// Looks at what a run has left, and at all that can be asked of it.
    private func expectNothing(
        of run: String, in project: SampleProject, _ outcomes: [CommandOutcome],
        environment: [String: String] = Canary.withdrawn, at place: SourceLocation = #_sourceLocation
    ) async throws {
        var said = outcomes.flatMap { Canary.found(in: $0.description) }
        for command in [
            ["show", run], ["show", run, "--json"], ["logs", run], ["runs"], ["runs", "--json"], ["locks"],
            ["verify", "--run", run],
        ] {
            let outcome = try await project.moondock(with: command, environment: environment)
            said += Canary.found(in: outcome.description).map { "\(command.joined(separator: " ")): \($0)" }
        }
        said += Canary.found(below: project.root, except: ["out/"])
        #expect(said.isEmpty, "\(said.joined(separator: "\n"))", sourceLocation: place)
    }

    @Test func everySecretIsFoundWhereItIsLookedFor() {
        for canary in Canary.all {
            #expect(canary.forms.count >= 6, "\(canary.name)")
            for (writing, bytes) in canary.forms {
                #expect(
                    Canary.found(in: Data("x".utf8) + bytes + Data("y".utf8)).contains("\(canary.name) as \(writing)"))
            }
        }
    }

    @Test func noPrimitiveLetsASecretOut() async throws {
        try await withMirror { port in
            try await SampleProject.with { project in
                try project.writeApplication()
                try project.recipe(project.canaryRecipe(port: port))
                let found = Mutex<ProcessWatch?>(nil)
                let outcome = try await project.runMain("--approve-all", environment: Canary.variables) { command in
                    try await command.event("the start") { $0.type == "run_started" }
                    let (_, watch) = try await ProcessWatch.watching(command.process) {
                        try? await command.event("the end") { $0.type == "run_ended" }
                    }
                    found.withLock { $0 = watch }
                }
                let watched = try #require(found.withLock { $0 })
                #expect(watched.leaks.isEmpty, "\(watched.leaks.joined(separator: "\n"))")
                #expect(watched.dumping.isEmpty, "\(watched.dumping)")
                #expect(watched.count > 20, "few processes were seen: \(watched.count)")
                #expect(outcome.code == 1, "\(outcome)")
                // What failed has said why, and what was printed was seen.
                let steps = outcome.events.filter { $0.type == "step_ended" }
                #expect(steps.count > 15 * Canary.all.count, "\(steps.count) steps")
                #expect(outcome.output.contains("***"))
                let run = try #require(outcome.run)
                try await expectNothing(of: run, in: project, [outcome])
                #expect(!FileManager.default.fileExists(atPath: project.root + "/owned"))

                try project.recipe(project.canaryRecipe(port: port, names: "{ \"short\", \"returns\", \"markup\" }"))
                let plain = try await project.moondock(
                    "run", "main.lua", "--env", "test", "--approve-all", environment: Canary.variables)
                #expect(Canary.found(in: plain.description).isEmpty)
            }
        }
    }

    /// What one process has opened, the next one knows to mask, though nobody has given it the values.
    @Test func aKilledRunTellsNothingWhenItGoesOn() async throws {
        try await SampleProject.with { project in
            try project.recipe(
                SampleProject.trying + """
                    for _, name in ipairs(names) do
                      write_file { "out/" .. name, text = secret(name), private = true }
                      try("before", function() return run_command { shell = print_all .. "1", env = { S = secret(name) } } end)
                    end
                    wait_for_approval "Go on?"
                    for _, name in ipairs(names) do
                      try("after", function() return run_command { shell = "S=\\"$(cat out/" .. name .. "; echo .)\\"; S=\\"${S%.}\\"; " .. print_all .. "1" } end)
                    end
                    run_command { shell = "cat out/* >&2; exit 5" }

                    """)
            let run = try await project.killMain("--wait", environment: Canary.variables, at: "the question") {
                $0.isWaiting(for: "Go on?")
            }
            try await expectNothing(of: run, in: project, [])
            let resumed = try await project.moondock(
                with: ["resume", run, "--approve-all", "--json"], environment: Canary.withdrawn)
            #expect(resumed.code == 1 && resumed.output.contains("***"), "\(resumed)")
            try await expectNothing(of: run, in: project, [resumed])
        }
    }

    @Test func containersHaveSecretsInTheirEnvironmentAndNowhereElse() async throws {
        try await SampleProject.with { project in
            try project.writeApplication()
            let variables = Canary.all.map { "S_\($0.name) = secret \"\($0.name)\"" }.joined(separator: ", ")
            let printing = Canary.all.map { "echo \\\"$S_\($0.name)\\\"; echo \\\"$S_\($0.name)\\\" | base64;" }.joined(
                separator: " ")
            try project.recipe(
                SampleProject.trying + """
                    local web = docker_build { context = "apps/web", tag = "\(project.site):v1", args = { VERSION = "v1" } }
                    local environment = { \(variables) }
                    try("job", function() return docker_run { name = "\(project.site)-job", host = "web-1", wait = "exit",
                      image = web, env = environment, command = { "sh", "-c", "\(printing)" } } end)
                    try("failing job", function() return docker_run { name = "\(project.site)-bad", host = "web-1", wait = "exit",
                      image = web, env = environment, command = { "sh", "-c", "\(printing) exit 3" } } end)
                    docker_run { name = "\(project.site)", host = "web-1", image = web, env = environment, stop_timeout = "1s",
                      ports = { "8080:8080" }, command = { "sh", "-c", "\(printing) exec httpd -f -p 8080 -h /www" },
                      healthy = { http = "/healthz", headers = { ["X-Key"] = secret "short" }, within = "10m" } }
                    docker_run { name = "\(project.site)-2", host = "web-2", image = web, env = environment, stop_timeout = "1s",
                      command = { "sh", "-c", "\(printing) exit 1" } }

                    """)
            let outcome = try await project.runMain("--approve-all", environment: Canary.variables)
            #expect(outcome.code == 1 && outcome.output.contains("***"), "\(outcome)")
            try await expectNothing(of: try #require(outcome.run), in: project, [outcome])
            let containers = try await project.containers()
            #expect(!containers.isEmpty)
            for container in containers.values {
                let inspection = try await self.ask(project, "containers/\(container.id)/json")
                let own = try #require(inspection["Config"] as? [String: Any])
                #expect((own["Env"] as? [String] ?? []).contains { $0.contains("q7ZkV9") })
                var rest = inspection
                rest["Config"] = own.filter { $0.key != "Env" }
                #expect(Canary.found(in: try JSONSerialization.data(withJSONObject: rest)).isEmpty)
            }
            let images = try await project.engine.listImages(labels: ["moondock.run=\(outcome.run ?? "")"])
            #expect(!images.isEmpty)
            for image in images {
                for what in ["json", "history"] {
                    let text = try await self.text(project, "images/\(image.id)/\(what)")
                    #expect(text.contains("httpd") && Canary.found(in: text).isEmpty, "\(text)")
                }
            }
        }
    }

    private func ask(_ project: SampleProject, _ path: String) async throws -> [String: Any] {
        let data = Data(try await text(project, path).utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func text(_ project: SampleProject, _ path: String) async throws -> String {
        let socket = project.engine.endpoint.description.replacing("unix://", with: "")
        let (outcome, _) = try await Program.run(
            "/usr/bin/curl", ["-sS", "--unix-socket", socket, "http://engine/\(path)"], in: project.root,
            environment: [:]
        ) { _ in }
        return outcome.output
    }
}
