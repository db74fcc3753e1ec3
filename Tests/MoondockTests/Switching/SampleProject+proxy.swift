import DockerEngineTestSupport
import Foundation
import Subprocess
import Testing

extension SampleProject {
    /// The socket of the test's HAProxy.
    var proxySocket: String { root + "/haproxy.sock" }
    /// Where a test's proxy listens.
    var door: String { "\(network).9" }

    /// Runs a test with Debian's HAProxy in front of two servers that nobody is behind yet.
    func withHAProxy(_ body: @Sendable @escaping () async throws -> Void) async throws {
        try write(
            "moondock.lua", "return { policy = { unpinned_images = true, sockets = { \"\(proxySocket)\" } } }\n")
        try write(
            "haproxy.cfg",
            """
            global
              stats socket \(proxySocket) level admin
            defaults
              mode http
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            frontend door
              bind \(door):8080
              default_backend app
            backend app
              server blue 127.0.0.1:1 check inter 200ms disabled
              server green 127.0.0.1:1 check inter 200ms disabled

            """)
        try await beside("haproxy", ["-db", "-f", root + "/haproxy.cfg"], until: proxySocket, body)
    }

    /// Runs a test with a program beside it, once a file of it is there.
    func beside(
        _ program: String, _ arguments: [String], until file: String,
        _ body: @Sendable @escaping () async throws -> Void
    ) async throws {
        var options = PlatformOptions()
        options.teardownSequence = []
        _ = try await run(
            .name(program), arguments: Arguments(arguments), platformOptions: options, input: .none, output: .discarded,
            error: .discarded
        ) { execution in
            defer { kill(execution.processIdentifier.value, SIGKILL) }
            while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(10)) }
            try await body()
        }
    }

    /// A recipe that switches the site behind the HAProxy.
    func writeSwitch(_ after: String = "") throws {
        try recipe(
            """
            local haproxy = require "moondock.haproxy"
            local p = recipe { params = { version = "string" } }
            local web = haproxy.backend { send = socket_command, socket = "\(proxySocket)", backend = "app" }
            local old = web:active()[1]
            local new = old == "blue" and "green" or "blue"
            with_rollback("switch", function ()
              local site = docker_run {
                host = "web-1", name = "\(site)-" .. new, image = "\(fixture.image)", ports = { "8080" }, replace = true,
                command = { "sh", "-c", "echo " .. p.version .. " > /www/index.html; exec httpd -f -p 8080" },
                healthy = { http = "/", within = "10m" }, stop_timeout = "1s",
              }
              local cut = web:switch { to = new, address = site.address, port = site.ports["8080"] }
              log("cut " .. cut)
              \(after)
            end)
            if old then docker_stop { "\(site)-" .. old, host = "web-1", timeout = "1s" } end

            """)
    }
}
