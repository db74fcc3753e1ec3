import Foundation
import Testing

/// Steps that nobody can ask what became of them: a person has to say, or the recipe says that they may be repeated.
@Suite(.timeLimit(.minutes(20))) struct DoubtTests {

    private func command(_ project: SampleProject, pause: String, _ options: String = "") -> String {
        """
        run_command { command = { "sh", "-c", \(Self.quoted("echo x >> begun; echo begun; sleep \(pause)")) }, \(options) }
        run_command { command = { "sh", "-c", "echo after >> begun" } }

        """
    }

    private static func quoted(_ text: String) -> String { "\"\(text)\"" }

    private func begun(_ project: SampleProject) throws -> [String] {
        try String(contentsOfFile: project.root + "/begun", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Kills a run in the middle of its first command.
    private func killed(_ project: SampleProject, _ options: String = "") async throws -> String {
        try project.recipe(command(project, pause: "600", options))
        return try await project.killMain(at: "the command's output") { $0.line == "begun" }
    }

    @Test func aCommandThatWasCutNeedsAPersonWhoSaysThatItIsDone() async throws {
        try await SampleProject.with { project in
            let run = try await killed(project)
            let resumed = try await project.moondock("resume", run)
            #expect(resumed.code == 5, "\(resumed)")
            #expect(resumed.errors.contains("nobody can tell whether it happened"), "\(resumed)")
            #expect(resumed.errors.contains("moondock resolve"), "\(resumed)")
            let shown = try await project.moondock("show", run, "--paths")
            #expect(shown.output.contains("needs_attention"), "\(shown)")
            #expect(shown.output.contains("1  run_command sh -c"), "\(shown)")

            let outcome = try await project.moondock("resolve", run, "1", "--done", "{\"code\": 0}")
            #expect(outcome.code == 0, "it goes on: \(outcome)")
            #expect(try begun(project) == ["x", "after"], "it was not run again")
        }
    }

    @Test func aPersonCanHaveItRunAgain() async throws {
        try await SampleProject.with { project in
            let run = try await killed(project, "timeout = \"2s\", ok_codes = { 0, 143 }")
            #expect(try await project.moondock("resume", run).code == 5)
            // It takes longer than it may, and fails; what counts is that it was begun once more.
            #expect(try await project.moondock("resolve", run, "1", "--retry").code == 1)
            #expect(try begun(project) == ["x", "x"])
        }
    }

    @Test func aPersonCanSayThatItFailed() async throws {
        try await SampleProject.with { project in
            let run = try await killed(project)
            #expect(try await project.moondock("resume", run).code == 5)
            let outcome = try await project.moondock("resolve", run, "1", "--fail", "--comment", "looked at it")
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.errors.contains("looked at it"), "\(outcome)")
            let words = "said that it failed: looked at it"
            for command in [["show", run], ["show", run, "--json"], ["logs", run]] {
                let shown = try await project.moondock(with: command) { _ in }
                #expect(shown.output.contains(words), "\(command): \(shown)")
            }
            #expect(try begun(project) == ["x"])
        }
    }

    @Test func whatIsSafeToRepeatIsRepeatedWithoutAsking() async throws {
        try await SampleProject.with { project in
            // Short the second time: the first one has left its mark.
            try project.recipe(
                """
                run_command { shell = "echo x >> begun; echo begun; test $(wc -l < begun) -gt 1 || sleep 600",
                  safe_to_repeat = true }
                run_command { command = { "sh", "-c", "echo after >> begun" } }

                """)
            let run = try await project.killMain(at: "the command's output") { $0.line == "begun" }
            let outcome = try await project.moondock("resume", run)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(try begun(project) == ["x", "x", "after"])
        }
    }

    @Test func grandchildrenGoWithACommandThatTakesTooLong() async throws {
        try await SampleProject.with { project in
            let mark = "\(project.site)-grandchild"
            try project.recipe(
                """
                run_command { shell = "setsid sh -c 'exec -a \(mark) sleep 300' & (sleep 300; true) & wait",
                  timeout = "500ms", env = { MARK = "\(mark)" } }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            #expect(outcome.diagnostic?.code == "command.timeout", "\(outcome)")
            let (left, _) = try await Program.run(
                "/bin/sh", ["-c", "grep -l -z -x 'MARK=\(mark)' /proc/[0-9]*/environ 2>/dev/null || true"],
                in: project.root, environment: [:]
            ) { _ in }
            #expect(left.output.isEmpty, "\(left)")
        }
    }

    @Test func aPostThatWasCutNeedsAPersonAndOneWithAKeyDoesNot() async throws {
        for isKeyed in [false, true] {
            try await SampleProject.with { project in
                try await SlowServer.with(in: project) { port in
                    try project.recipe(
                        """
                        log("posting")
                        http_request { "http://127.0.0.1:\(port)/", method = "POST", body = "x", timeout = "10m"\
                        \(isKeyed ? ", idempotency_key = true" : "") }
                        """)
                    let run = try await project.runMain { command in
                        try await command.event("the request") { $0.isStart(of: "http_request") }
                        while try SlowServer.requests(in: project).count < 1 {
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        command.send(SIGKILL)
                    }.run
                    let outcome = try await project.moondock("resume", try #require(run))
                    let keys = try SlowServer.requests(in: project)
                    if isKeyed {
                        #expect(outcome.code == 0, "\(outcome)")
                        #expect(keys.count == 2 && keys[0] == keys[1] && keys[0].hasSuffix("/1"), "\(keys)")
                    } else {
                        #expect(outcome.code == 5, "\(outcome)")
                        #expect(keys == [""])
                        #expect(
                            try await project.moondock("resolve", "last", "1", "--done", "{\"status\": 200}").code == 0)
                        #expect(try SlowServer.requests(in: project).count == 1)
                    }
                }
            }
        }
    }
}

/// A server that lets its first client wait, and writes down the key of each request.
private enum SlowServer {
    private static let program = """
        import http.server, sys, time
        class Handler(http.server.BaseHTTPRequestHandler):
            count = 0
            def do_POST(self):
                Handler.count += 1
                with open("requests", "a") as file: file.write("key " + (self.headers["Idempotency-Key"] or "") + "\\n")
                if Handler.count == 1: time.sleep(600)
                self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
            def log_message(self, *words): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        with open("port", "w") as file: file.write(str(server.server_port) + "\\n")
        server.serve_forever()
        """

    static func with(in project: SampleProject, _ body: @Sendable (Int) async throws -> Void) async throws {
        try project.write("server.py", program)
        _ = try await Program.run("/usr/bin/env", ["python3", "server.py"], in: project.root, environment: [:]) {
            server in
            var port: Int?
            while port == nil {
                try await Task.sleep(for: .milliseconds(10))
                let text = (try? String(contentsOfFile: project.root + "/port", encoding: .utf8)) ?? ""
                port = text.hasSuffix("\n") ? Int(text.dropLast()) : nil
            }
            try await body(port ?? 0)
            server.send(SIGKILL)
        }
    }

    /// The keys of the requests that came, in order.
    static func requests(in project: SampleProject) throws -> [String] {
        let text = (try? String(contentsOfFile: project.root + "/requests", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { String($0.dropFirst(4)) }
    }
}
