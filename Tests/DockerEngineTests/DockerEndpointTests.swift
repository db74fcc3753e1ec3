import DockerEngine
import DockerEngineTestSupport
import Testing

@Suite struct DockerEndpointTests {
    @Test(arguments: [
        ("unix:///run/docker.sock", DockerEndpoint.Transport.unix(path: "/run/docker.sock"), "unix:///run/docker.sock"),
        ("tcp://build.example", .tcp(host: "build.example", port: 2375, certificates: nil), "tcp://build.example:2375"),
        ("tcp://10.0.0.1:99/", .tcp(host: "10.0.0.1", port: 99, certificates: nil), "tcp://10.0.0.1:99"),
        ("tcp://[fd00::1]:2375", .tcp(host: "fd00::1", port: 2375, certificates: nil), "tcp://[fd00::1]:2375"),
        (
            "ssh://web-1/run/own.sock", .ssh(host: "web-1", user: nil, port: nil, socket: "/run/own.sock"),
            "ssh://web-1/run/own.sock"
        ),
        ("ssh://deploy@web-1:2222", .ssh(host: "web-1", user: "deploy", port: 2222), "ssh://deploy@web-1:2222"),
        ("ssh://web-1", .ssh(host: "web-1", user: nil, port: nil), "ssh://web-1"),
    ])
    func parses(_ url: String, _ transport: DockerEndpoint.Transport, _ description: String) throws {
        let endpoint = try DockerEndpoint(url)
        #expect(endpoint.transport == transport)
        #expect(endpoint.description == description)
    }

    @Test(arguments: [
        "", "/var/run/docker.sock", "unix://docker.sock", "npipe:////./pipe/docker", "tcp://", "tcp://:2375",
        "tcp://host:0", "tcp://host:65536", "tcp://host:http", "tcp://host:1/path", "tcp://user@host", "tcp://fd00::1",
        "tcp://[fd00::1]x", "unix:///\(String(repeating: "x", count: 107))",
    ])
    func refuses(_ url: String) {
        let error = #expect(throws: DockerError.self) { try DockerEndpoint(url) }
        #expect(error?.code == .invalidEndpoint)
        #expect(error?.description.contains(url) == true)
    }

    @Test func certificatesMakeTheTLSPortTheDefault() throws {
        let certificates = EndpointCertificates(directory: "/certificates")
        let endpoint = try DockerEndpoint("tcp://host", certificates: certificates)
        #expect(endpoint.transport == .tcp(host: "host", port: 2376, certificates: certificates))
    }

    @Test func sshTakesAWayThatIsGiven() throws {
        let endpoint = try DockerEndpoint("ssh://web-1")
        let error = #expect(throws: DockerError.self) { try DockerEngine(endpoint: endpoint) }
        #expect(error?.code == .unsupportedTransport)
        _ = try DockerEngine(endpoint: endpoint, route: EngineRoute { "/way.sock" })
    }

    @Test func unreadableCertificatesAreNamed() throws {
        let certificates = EndpointCertificates(directory: "/nowhere", needsAuthority: true)
        let endpoint = try DockerEndpoint("tcp://host", certificates: certificates)
        let error = #expect(throws: DockerError.self) { try DockerEngine(endpoint: endpoint) }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("/nowhere") == true)
    }
}
