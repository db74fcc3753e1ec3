import DockerEngineTestSupport
import Foundation
import Testing

/// Versions change places behind a real HAProxy while clients ask.
@Suite(.timeLimit(.minutes(20))) struct HAProxyTests {
    private func page(_ project: SampleProject) async throws -> String? {
        let (outcome, _) = try await Program.run(
            "/usr/bin/curl", ["-sS", "--max-time", "10", "http://\(project.door):8080/"], in: "/", environment: [:]
        ) { _ in }
        return outcome.code == 0 ? outcome.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    @Test func noRequestIsLostOverSeveralSwitches() async throws {
        try await SampleProject.with { project in
            try await project.withHAProxy {
                try project.writeSwitch()
                #expect(try await project.runMain("--version", "v1").code == 0)
                #expect(try await page(project) == "v1")
                let load = LoadGenerator(project.door, port: 8080)
                for version in ["v2", "v3", "v4"] {
                    let outcome = try await project.runMain("--version", version)
                    #expect(outcome.code == 0, "\(outcome)")
                    #expect(outcome.events.contains { $0.message == "cut 0" })
                    #expect(try await page(project) == version)
                    try await load.more(200)
                }
                let result = await load.stop()
                #expect(result.lost == 0 && result.sent > 600, "\(result)")
            }
        }
    }

    @Test func replacingOnAFixedPortLosesRequestsBesideIt() async throws {
        try await SampleProject.with { project in
            try project.recipe("local p = recipe { params = { version = \"string\" } }\n" + project.runSite("v1"))
            #expect(try await project.runMain("--version", "v1").code == 0)
            let load = LoadGenerator(project.address(of: 1), port: 8080)
            try await load.more(100)
            #expect(try await project.runMain("--version", "v2").code == 0)
            let result = await load.stop()
            #expect(result.lost > 0, "the gap is what the warning of docker_run is about: \(result)")
        }
    }

    @Test func aFailureAfterTheSwitchGoesBackWithoutALoss() async throws {
        try await SampleProject.with { project in
            try await project.withHAProxy {
                try project.writeSwitch()
                #expect(try await project.runMain("--version", "v1").code == 0)
                try project.writeSwitch("fail \"it turned bad\"")
                let load = LoadGenerator(project.door, port: 8080)
                let outcome = try await project.runMain("--version", "v2")
                #expect(outcome.code == 1, "\(outcome)")
                try await load.more(100)
                let result = await load.stop()
                #expect(try await page(project) == "v1")
                #expect(result.lost == 0, "\(result)")
            }
        }
    }

    @Test(arguments: [
        "set server app/green addr", "set server app/green state ready", "set server app/blue state drain",
    ])
    func aKilledSwitchNeverPointsAtNothing(_ command: String) async throws {
        try await SampleProject.with { project in
            try await project.withHAProxy {
                try project.writeSwitch()
                #expect(try await project.runMain("--version", "v1").code == 0)
                let load = LoadGenerator(project.door, port: 8080)
                let run = try await project.killMain("--version", "v2", at: command) {
                    $0.type == "step_started" && $0.title?.hasPrefix(command) == true
                }
                try await load.more(100)
                let resumed = try await project.moondock("resume", run, "--json")
                #expect(resumed.code == 0, "\(resumed)")
                try await load.more(100)
                let result = await load.stop()
                #expect(try await page(project) == "v2")
                #expect(result.lost == 0, "\(result)")
            }
        }
    }

    @Test func aSocketThatThePolicyDoesNotNameIsNotAsked() async throws {
        try await SampleProject.with { project in
            try await project.withHAProxy {
                try project.write("moondock.lua", "return { policy = { sockets = { \"/run/other.sock\" } } }\n")
                try project.recipe("socket_command { socket = \"\(project.proxySocket)\", command = \"show info\" }\n")
                let outcome = try await project.runMain()
                #expect(outcome.code == 4, "\(outcome)")
                #expect(outcome.diagnostic?.code == "policy.sockets", "\(outcome)")
            }
        }
    }

    @Test func whatHAProxyRejectsIsAnErrorWithItsWords() async throws {
        try await SampleProject.with { project in
            try await project.withHAProxy {
                try project.recipe(
                    """
                    local haproxy = require "moondock.haproxy"
                    local web = haproxy.backend { send = socket_command, socket = "\(project.proxySocket)", backend = "app" }
                    web:ready "red"
                    """)
                let outcome = try await project.runMain()
                #expect(outcome.code == 1 && outcome.diagnostic?.code == "haproxy.rejected", "\(outcome)")
                #expect(outcome.diagnostic?.message.contains("No such server") == true, "\(outcome)")
            }
        }
    }
}
