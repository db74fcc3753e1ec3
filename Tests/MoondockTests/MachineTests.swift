import DockerEngine
import DockerEngineTestSupport
import Foundation
import MachineTestSupport
import Testing

/// Hosts that ssh reaches, as recipes use them.
@Suite(.timeLimit(.minutes(10))) struct MachineTests {
    /// A project whose host `far` is a server's, with the tests' engine behind it.
    private func with(
        _ lines: String = "", _ body: @Sendable (SampleProject, SSHServer, [String: String]) async throws -> Void
    ) async throws {
        try await SSHServer.with(lines) { server in
            try await SampleProject.with { project in
                guard case .unix(let socket) = project.engine.endpoint.transport else { return }
                try project.write(
                    "environments/test.lua",
                    """
                    return { hosts = {
                      far = { ssh = "\(server.destination)", docker = "unix://\(socket)", roles = { "web" },
                        address = "\(project.address())" },
                      old = { engine = "ssh://\(server.destination)\(socket)", address = "\(project.address(of: 2))" },
                      bare = { ssh = "\(server.destination)", roles = { "job", "web" }, vars = { disk = "/srv" } },
                      here = { address = "\(project.address(of: 3))" },
                    } }
                    """)
                try await body(project, server, ["MOONDOCK_SSH": "ssh -F \(server.folder)/client"])
            }
        }
    }

    private func steps(_ server: SSHServer) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(server.home)/.moondock/steps")) ?? []
    }

    @Test func aCommandRunsOnceThoughMoondockIsKilled() async throws {
        try await with { project, server, environment in
            try project.recipe(
                """
                local done = run_command { host = "far", shell = [[
                  echo once >>\(server.home)/count; i=0
                  while [ $i -lt 300 ]; do i=$((i+1)); echo line $i; sleep 0.01; done
                  while [ ! -e \(server.home)/go ]; do sleep 0.02; done; echo the end; exit 3 ]], ok_codes = { 3 } }
                log(done.code .. " " .. #done.stdout)

                """)
            let run = try await project.killMain(environment: environment, at: "output") {
                $0.message == "line 20" || $0.line == "line 20"
            }
            FileManager.default.createFile(atPath: "\(server.home)/go", contents: nil)
            let outcome = try await project.moondock("resume", run, "--json", environment: environment)
            #expect(outcome.code == 0, "\(outcome)")
            let log = try String(contentsOfFile: "\(project.root)/.moondock/runs/\(run)/log", encoding: .utf8)
            let lines = log.split(separator: "\n").compactMap { $0.firstMatch(of: /\| (.*)/).map { String($0.1) } }
            #expect(lines == (1...300).map { "line \($0)" } + ["the end"])
            #expect(try String(contentsOfFile: "\(server.home)/count", encoding: .utf8) == "once\n")
            #expect(steps(server).isEmpty, "what was kept of it is removed")
        }
    }

    @Test func aCommandIsEndedWithItsRun() async throws {
        try await with { project, server, environment in
            try project.recipe(
                """
                run_command { host = "far", shell = [[ echo $$ >\(server.home)/pid; echo begun; sleep 600 ]] }

                """)
            let run = try await project.killMain(environment: environment, at: "begun") {
                $0.message == "begun" || $0.line == "begun"
            }
            let pid = try #require(Int32(String(contentsOfFile: "\(server.home)/pid", encoding: .utf8).dropLast()))
            #expect(kill(pid, 0) == 0, "it goes on by itself")
            let outcome = try await project.moondock("cancel", run, environment: environment)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(kill(pid, 0) != 0, "it was ended")
            #expect(steps(server).isEmpty)
        }
    }

    @Test func containersRunBehindSSH() async throws {
        try await with { project, server, environment in
            let old = project.runSite("v1").replacing("\"web-1\"", with: "\"old\"")
            try project.recipe(project.runSite("v1").replacing("\"web-1\"", with: "\"far\"") + old)
            let outcome = try await project.runMain(environment: environment)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try await project.answer() == "v1")
            #expect(try await project.answer(of: 2) == "v1")
            try project.recipe(project.runSite("v1").replacing("\"web-1\"", with: "\"bare\""))
            let none = try await project.runMain(environment: environment)
            #expect(none.diagnostic?.code == "no_engine", "\(none)")
        }
    }

    @Test func filesTravel() async throws {
        try await with { project, server, environment in
            try project.write("site/index.html", "hello")
            try project.recipe(
                """
                upload { host = "bare", from = "site", to = "\(server.home)/www", mode = "750" }
                write_file { host = "bare", path = "\(server.home)/www/app.conf", text = "port = 1\\n", mode = "640" }
                log(read_file { host = "bare", path = "\(server.home)/www/index.html" })

                """)
            let outcome = try await project.runMain(environment: environment)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.events.contains { $0.message == "hello" }, "\(outcome)")
            let text = try String(contentsOfFile: "\(server.home)/www/app.conf", encoding: .utf8)
            #expect(text == "port = 1\n")
        }
    }

    @Test func rolesSelect() async throws {
        try await with { project, _, environment in
            try project.recipe("log(table.concat(hosts { role = \"web\" }, \" \") .. \"|\" .. #hosts())\n")
            let outcome = try await project.runMain(environment: environment)
            #expect(outcome.events.contains { $0.message == "bare far|4" }, "\(outcome)")
            try project.recipe("hosts { role = \"wbe\" }\n")
            let wrong = try await project.runMain(environment: environment)
            #expect(wrong.diagnostic?.code == "unknown_role", "\(wrong)")
            #expect("\(wrong)".contains("did you mean 'web'? the roles there are: job, web"), "\(wrong)")
        }
    }

    @Test func allHostsAreAsked() async throws {
        try await with { project, server, environment in
            let outcome = try await project.moondock("hosts", "--env", "test", environment: environment)
            #expect(outcome.code == 0, "\(outcome)")
            for word in ["far", "known", "API", "GiB", "bare", "here"] {
                #expect(outcome.output.contains(word), "\(word) in \(outcome)")
            }
            try server.trust(nil)
            server.killMasters()
            let json = try await project.moondock("hosts", "--env", "test", "--json", environment: environment)
            #expect(json.code == 1, "\(json)")
            let lines = json.output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].contains("\"name\":\"bare\""), "\(json)")
            #expect(lines[0].contains("\"host_key_known\":false"), "\(json)")
            #expect(lines[0].contains("\"code\":\"ssh.host_key_unknown\""), "\(json)")
            #expect(lines[2].contains("\"reachable\":true"), "\(json)")
        }
    }

    @Test func aMachineThatIsNotTrustedIsSeenBeforeTheRun() async throws {
        try await with { project, server, environment in
            try server.trust("other")
            for recipe in [
                "run_command { host = \"far\", command = { \"true\" } }\n",
                project.runSite("v1").replacing("\"web-1\"", with: "\"far\""),
            ] {
                try project.recipe(recipe)
                let outcome = try await project.runMain(environment: environment)
                #expect(outcome.code == 2, "\(outcome)")
                #expect(outcome.diagnostic?.message.contains("host key is another one") == true, "\(outcome)")
                #expect(outcome.diagnostic?.hint?.contains("ssh-keygen -R") == true, "\(outcome)")
            }
        }
    }
}
