import Foundation
import MachineTestSupport
import Machines
import Processes
import Testing

/// What is ssh's own: connections that break, and machines that cannot be reached.
@Suite(.timeLimit(.minutes(10))) struct SSHMachineTests {
    private static let lines = 400

    @Test(arguments: ["connection", "master"])
    func outputHasNoGapWhereTheConnectionBreaks(_ what: String) async throws {
        try await SSHServer.with { server in
            let script = "i=0; while [ $i -lt \(Self.lines) ]; do i=$((i+1)); echo line $i; sleep 0.01; done; exit 5"
            let command = MachineCommand(token: CommandToken("run/1"), words: ["sh", "-c", script])
            let printed = Printed()
            let machine = try server.machine()
            let task = Task { try await machine.run(command, output: printed.take, errors: { _ in }) }
            for place in [20, 900, 2000] {
                await printed.wait(for: place)
                if what == "master" { server.killMasters() } else { server.cutConnections() }
            }
            #expect(try await task.value == .exited(5))
            #expect(printed.text == (1...Self.lines).map { "line \($0)\n" }.joined())
        }
    }

    @Test func theConnectionIsSharedAndFoundAgain() async throws {
        try await SSHServer.with { server in
            let first = try server.machine()
            try await first.connect()
            try server.trust(nil)
            // Only over the connection that is there can it be reached any more.
            let second = try server.machine()
            #expect(try await second.outcome("echo", "there").output == "there\n")
            await second.close()
            #expect(try await first.outcome("echo", "still").output == "still\n", "another one uses it")
            await first.close()
            #expect(try await first.failure { try await first.connect() } == .hostKeyUnknown, "it was ended")
        }
    }

    @Test func moreProgramsRunThanAConnectionTakes() async throws {
        try await SSHServer.with("MaxSessions 3") { server in
            let machine = try server.machine()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let outcome = try await machine.outcome("sh", "-c", "sleep 1; echo \(number)")
                        #expect(outcome.output == "\(number)\n")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func whatAUsersShellPrintsIsNotTheProgramsOutput() async throws {
        try await SSHServer.with(
            keyOptions: "command=\"echo welcome; echo hello >&2; eval \\\"$SSH_ORIGINAL_COMMAND\\\"\""
        ) {
            server in
            let outcome = try await server.machine().outcome("echo", "out")
            #expect(outcome.output == "out\n")
            #expect(outcome.errors == "")
        }
    }

    @Test func socketsAreForwarded() async throws {
        try await SSHServer.with { server in
            let machine = try server.machine()
            let listener = try UnixListener(server.home + "/there.sock")
            let local = try await machine.forward(server.home + "/there.sock")
            #expect(try listener.exchange(through: local) == "hello")
            server.killMasters()
            #expect(try await machine.forward(server.home + "/there.sock") == local, "it is mended")
            #expect(try listener.exchange(through: local) == "hello")
            #expect(try await machine.failure { _ = try await machine.forward(server.home + "/no.sock") } == .missing)
        }
    }

    @Test(arguments: ["AllowStreamLocalForwarding no", "DisableForwarding yes"])
    func forwardingThatIsForbiddenIsNamed(_ line: String) async throws {
        try await SSHServer.with(line) { server in
            let machine = try server.machine()
            let listener = try UnixListener(server.home + "/there.sock")
            let error = await #expect(throws: MachineError.self) { _ = try await machine.forward(listener.path) }
            #expect(error?.kind == .forwardingDenied)
            #expect(error?.advice?.contains("AllowStreamLocalForwarding") == true)
        }
    }
}

/// Each way in which a machine cannot be reached has its own words, and says what to do.
@Suite(.timeLimit(.minutes(10))) struct SSHFailureTests {
    private func error(_ machine: SSHMachine) async throws -> MachineError {
        try #require(await #expect(throws: MachineError.self) { _ = try await machine.outcome("true") })
    }

    @Test func keysOfTheMachine() async throws {
        try await SSHServer.with { server in
            try server.trust(nil)
            let unknown = try await error(server.machine())
            #expect(unknown.kind == .hostKeyUnknown)
            #expect(unknown.advice?.contains("ssh -F \(server.folder)/client -p \(server.port) 127.0.0.1") == true)
            try server.trust("other")
            let changed = try await error(server.machine())
            #expect(changed.kind == .hostKeyChanged)
            #expect(changed.message.contains("known_hosts:1"), "\(changed)")
            #expect(changed.advice?.contains("ssh-keygen -R '[127.0.0.1]:\(server.port)'") == true)
            try server.trust("host")
            try await server.machine().connect()
        }
    }

    @Test func keysOfTheUser() async throws {
        try await SSHServer.with { server in
            try server.client(identity: "stranger")
            let denied = try await error(server.machine())
            #expect(denied.kind == .loginDenied)
            #expect(denied.advice?.contains("ssh-copy-id -p \(server.port) 127.0.0.1") == true, "\(denied)")
            try server.client(identity: "user", "  Nonsense yes")
            #expect(try await error(server.machine()).kind == .badSettings)
        }
    }

    @Test func machinesThatAreNotThere() async throws {
        let environment = ["MOONDOCK_SSH": "ssh -F /dev/null", "PATH": "/usr/bin:/bin"]
        let settings = SSHSettings(environment: environment)
        let port = try SSHServer.freePort()
        let refused = try await error(SSHMachine(SSHDestination("127.0.0.1:\(port)"), settings: settings))
        #expect(refused.kind == .refused)
        #expect(refused.message.contains("port \(port)"))
        let unknown = try await error(SSHMachine(SSHDestination("no-such-host.invalid"), settings: settings))
        #expect(unknown.kind == .unknownName)
        let none = SSHSettings(environment: ["MOONDOCK_SSH": "no-such-ssh", "PATH": "/usr/bin:/bin"])
        #expect(try await error(SSHMachine(SSHDestination("a"), settings: none)).kind == .noClient)
    }

    @Test func aUserWithoutAShell() async throws {
        try await SSHServer.with(keyOptions: "command=\"/nonexistent/sh\"") { server in
            let failure = try await error(server.machine())
            #expect(failure.kind == .noShell)
        }
    }

    @Test func aHomeThatCannotBeWritten() async throws {
        try await SSHServer.with("SetEnv HOME=/proc/nowhere") { server in
            try server.write(
                "server",
                try String(contentsOfFile: "\(server.folder)/server", encoding: .utf8).replacing(
                    "SetEnv HOME=\(server.home)\n", with: ""))
            server.stop()
            try await server.start()
            let error = try await error(server.machine())
            #expect([.missing, .denied, .failed].contains(error.kind), "\(error)")
            #expect(error.message.contains("true cannot be begun"), "\(error)")
        }
    }

    @Test(arguments: [
        ("deploy@web-1.example:22", "deploy@web-1.example:22"), ("web", "web"), ("[::1]:2222", "[::1]:2222"),
        ("::1", "[::1]"),
    ])
    func destinationsAreRead(_ text: String, _ shown: String) throws {
        #expect(try SSHDestination(text).description == shown)
    }

    @Test(arguments: ["", "-oProxyCommand=x", "u@", "@h", "h:0", "h:99999", "h:x", "a b", "h/x", "u@-h", "h'"])
    func whatIsNoDestinationIsRefused(_ text: String) {
        let error = #expect(throws: MachineError.self) { _ = try SSHDestination(text) }
        #expect(error?.kind == .badSettings)
    }
}
