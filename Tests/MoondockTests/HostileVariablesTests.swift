import DockerEngineTestSupport
import Foundation
import Testing

/// Whatever the variables say that a process inherits, nothing is run and nothing is written that the person has not
/// named.
@Suite(.timeLimit(.minutes(5))) struct HostileVariablesTests {
    /// A folder full of programs that say when they are run, and of files that want them run.
    private struct Trap {
        let folder: TemporaryDirectory

        private static let programs = [
            "docker", "dockerd", "sh", "bash", "env", "cat", "true", "tar", "gzip", "ssh", "ssh-askpass", "less",
            "editor", "vi", "python3", "perl", "lua", "sqlite3", "openssl", "curl", "cosign", "ssh-keygen", "timeout",
            "moondock-worker", "worker", "docker-credential-trap", "docker-credential-desktop", "id", "getent",
            "hostname",
            "uname", "nice", "setsid", "systemctl", "swift-backtrace", "llvm-symbolizer",
        ]

        init(_ folder: TemporaryDirectory) throws {
            self.folder = folder
            for name in Self.programs {
                try program("bin/\(name)")
            }
            try program("program")
            try folder.write("libexec/moondock/x", "")
            try folder.write(
                "home/.docker/config.json",
                #"{"credsStore":"trap","credHelpers":{"docker.io":"trap"},"currentContext":"trap"}"#)
            let run = folder.appending("program")
            let config = """
                [core]
                  fsmonitor = \(run)
                  pager = \(run)
                  sshCommand = \(run)
                  hooksPath = \(folder.appending("bin"))
                  editor = \(run)
                [diff]
                  external = \(run)
                """
            try folder.write("home/.gitconfig", config)
            try folder.write("gitconfig", config)
            try folder.write("script", "touch \(folder.appending("ran-script"))\n")
            try folder.write("preload.lua", "os.execute('touch \(folder.appending("ran-lua"))')\n")
        }

        private func program(_ name: String) throws {
            let mark = folder.appending("ran-" + name.replacing("/", with: "-"))
            try folder.write(name, "#!/bin/sh\necho \"$0 $*\" >>'\(mark)'\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.appending(name))
        }

        /// What they say.
        var variables: [String: String] {
            let (run, script) = (folder.appending("program"), folder.appending("script"))
            var variables = [
                "PATH": folder.appending("bin"), "HOME": folder.appending("home"), "SHELL": run,
                "MOONDOCK_WORKER": run, "MOONDOCK_STEP": "x/1", "MOONDOCK_PROGRESS": "\u{1B}]0;x\u{7}",
                "MOONDOCK_LIBRARIES": folder.appending("lib"), "MOONDOCK_PATH": folder.appending("bin"),
                "MOONDOCK_CONFIG": folder.appending("config"), "MOONDOCK_LOG": folder.appending("log"),
                "DOCKER_CONFIG": folder.appending("home/.docker"), "DOCKER_CONTEXT": "trap",
                "DOCKER_CERT_PATH": folder.appending("certs"), "DOCKER_TLS_VERIFY": "1", "DOCKER_API_VERSION": "9.99",
                "TMPDIR": folder.appending("no-such-folder"), "XDG_CACHE_HOME": "relative/cache",
                "XDG_CONFIG_HOME": "relative/config", "XDG_RUNTIME_DIR": "relative/run",
                "XDG_DATA_HOME": "relative/data",
                "XDG_STATE_HOME": "relative/state", "LD_LIBRARY_PATH": folder.appending("lib"),
                "LD_DEBUG_OUTPUT": folder.appending("ld"), "LUA_INIT": "@" + folder.appending("preload.lua"),
                "LUA_PATH": folder.appending("?.lua"), "LUA_CPATH": folder.appending("?.so"),
                "SSL_CERT_FILE": folder.appending("no.pem"), "SSL_CERT_DIR": folder.appending("certs"),
                "OPENSSL_CONF": folder.appending("openssl.cnf"), "SSLKEYLOGFILE": folder.appending("keys"),
                "BASH_ENV": script, "ENV": script, "PAGER": run, "EDITOR": run, "VISUAL": run, "BROWSER": run,
                "SSH_ASKPASS": run, "SSH_ASKPASS_REQUIRE": "force", "PGPASSFILE": script, "PGSERVICEFILE": script,
                "BASH_FUNC_cat%%": "() { touch \(folder.appending("ran-function")); }", "IFS": "/", "PS4": "$(\(run))",
                "SQLITE_TMPDIR": folder.appending("sqlite"), "TZ": ":\(folder.appending("script"))",
                "LOCPATH": folder.appending("locale"), "MALLOC_TRACE": folder.appending("malloc"),
            ]
            for name in [
                "GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP", "GIT_TRACE_PERFORMANCE",
                "GIT_TRACE_PACKET", "GIT_TRACE2_PERF", "GIT_TRACE_CURL",
            ] { variables[name] = folder.appending("trace-\(name)") }
            for name in [
                "GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR", "GIT_ASKPASS",
                "GIT_PROXY_COMMAND", "GIT_SEQUENCE_EDITOR",
            ] { variables[name] = run }
            variables["GIT_EXEC_PATH"] = folder.appending("bin")
            variables["GIT_TEMPLATE_DIR"] = folder.appending("bin")
            variables["GIT_CONFIG_GLOBAL"] = folder.appending("gitconfig")
            variables["GIT_CONFIG_COUNT"] = "1"
            variables["GIT_CONFIG_KEY_0"] = "core.fsmonitor"
            variables["GIT_CONFIG_VALUE_0"] = run
            variables["GIT_DIR"] = folder.appending("home")
            return variables
        }

        /// What was run, or written, here.
        func marks() -> [String] {
            let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            return names.filter { name in
                name.hasPrefix("ran-") || name.hasPrefix("trace-") || name.hasPrefix("ld")
                    || ["keys", "log", "config", "sqlite", "malloc", "no-such-folder"].contains(name)
            }.sorted()
        }
    }

    private func withTrap(
        _ body: @Sendable (SampleProject, Trap) async throws -> Void
    ) async throws {
        try await SampleProject.with { project in
            try await TemporaryDirectory.with { folder in try await body(project, try Trap(folder)) }
        }
    }

    @Test func noCommandRunsOrWritesWhatTheyName() async throws {
        try await withTrap { project, trap in
            try project.recipe(
                """
                log(run_command { command = { "env" } }.stdout)
                run_command { shell = "cat main.lua >/dev/null; command -v cat" }
                write_file { "out/x", text = "x" }
                wait_for_approval "Go on?"
                """)
            let waiting = try await project.runMain(environment: trap.variables)
            #expect(waiting.code == 3, "\(waiting)")
            let run = try #require(waiting.run)
            let environment = waiting.output.split(separator: "\n").filter { $0.contains("\"step_output\"") }
            #expect(
                !environment.contains { $0.contains(trap.folder.path) },
                "a command was given what it was not: \(environment)")
            #expect(waiting.events.contains { $0.line == "/usr/bin/cat" || $0.line == "/bin/cat" }, "\(waiting)")
            for command in [
                ["version"], ["--help"], ["docs"], ["docs", "docker_run"], ["docs", "policies"], ["runs"],
                ["runs", "--json"],
                ["show", run], ["show", run, "--json"], ["logs", run], ["locks"], ["list"], ["verify"],
                ["verify", "--run", run],
                ["approve", run, "--comment", "yes"], ["resume", run], ["resume", "--all"],
                ["rerun", run, "--from", "1"],
                ["run", "main.lua", "--help"], ["run", "main.lua", "--env", "test", "--approve-all"],
                ["cancel", run], ["prune", "--keep", "1"], ["init", "fresh"], ["add", "./libraries/none", "--yes"],
                ["fetch"], ["vendor"],
            ] {
                let outcome = try await project.moondock(with: command, environment: trap.variables)
                #expect(outcome.code < 128, "\(command): \(outcome)")
                #expect(!outcome.description.contains("\u{1B}"), "\(command): \(outcome)")
                #expect(trap.marks().isEmpty, "\(command): \(trap.marks())")
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: project.root).sorted()
            let known: Set<String> = [".moondock", "environments", "fresh", "main.lua", "moondock.lua", "out"]
            #expect(Set(left).subtracting(known).isEmpty, "\(left)")
        }
    }

    /// What needs git has the one that `PATH` finds, and it does nothing but what it is told.
    @Test func gitDoesWhatItIsReportedAndNothingElse() async throws {
        try await withTrap { project, trap in
            var variables = trap.variables
            variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
            variables["HOME"] = project.root + "/home"
            variables["TMPDIR"] = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
            variables["XDG_CACHE_HOME"] = nil
            try project.write("home/.keep", "")
            let (made, _) = try await Program.run(
                "/bin/sh",
                [
                    "-c",
                    """
                    set -e; mkdir -p origin/lib; cd origin; printf 'return { name = "acme/kit", version = "1.0.0" }\\n' >moondock.lua
                    printf 'local M = {}\\nreturn M\\n' >lib/init.lua
                    git init -q .; git add .; git -c user.name=a -c user.email=a@b commit -qm one; git tag v1.0.0
                    """,
                ], in: project.root, environment: ["HOME": project.root + "/home"]
            ) { _ in }
            #expect(made.code == 0, "\(made)")
            let added = try await project.moondock(
                with: ["add", "git file://\(project.root)/origin", "--yes"], environment: variables)
            #expect(trap.marks().isEmpty, "\(trap.marks()) by \(added)")
            for command in [["update"], ["fetch"], ["verify"], ["vendor"], ["diff", "acme.kit"], ["list"]] {
                let outcome = try await project.moondock(with: command, environment: variables)
                #expect(trap.marks().isEmpty, "\(command): \(trap.marks()) by \(outcome)")
            }
        }
    }

    /// A state that others can write to, or that is no folder, is rejected and left as it is.
    @Test func aStateThatOthersCanWriteToIsNotUsed() async throws {
        try await withTrap { project, trap in
            try project.recipe("log(\"x\")\n")
            let open = trap.folder.appending("open")
            try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open)
            for state in [open, trap.folder.appending("script"), "/proc/self", "/dev/null"] {
                let outcome = try await project.moondock(
                    with: ["run", "main.lua", "--env", "test"], environment: ["MOONDOCK_STATE": state])
                #expect([1, 2, 4].contains(outcome.code), "\(state): \(outcome)")
                #expect(!outcome.description.contains("\u{1B}"))
                #expect(!FileManager.default.fileExists(atPath: project.root + "/.moondock"), "\(state)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: open).isEmpty)
        }
    }
}
