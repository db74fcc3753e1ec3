import DockerEngine
import DockerEngineTestSupport
import Testing

@Suite struct EndpointResolutionTests {
    /// `docker context create staging` made this directory name: the SHA-256 of “staging”.
    private static let stagingIdentifier = "e919a75364398a449f860aeadddc57fa0502145a4e63959ddb33c417a48dc0da"

    private func withConfiguration(
        _ body: @Sendable (TemporaryDirectory, [String: String]) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            try directory.write("config.json", #"{"currentContext": "staging", "auths": {}}"#)
            try directory.write(
                "contexts/meta/\(Self.stagingIdentifier)/meta.json",
                #"{"Name":"staging","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://staging.example:2376","SkipTLSVerify":true}}}"#
            )
            try await body(directory, ["DOCKER_CONFIG": directory.path])
        }
    }

    @Test func anExplicitURLWinsOverEverything() async throws {
        try await withConfiguration { _, environment in
            let environment = environment.merging(["DOCKER_HOST": "tcp://other"]) { $1 }
            let endpoint = try DockerEndpoint.resolve(explicit: "unix:///explicit.sock", environment: environment)
            #expect(endpoint.transport == .unix(path: "/explicit.sock"))
        }
    }

    @Test func theVariableWinsOverTheContext() async throws {
        try await withConfiguration { _, environment in
            let environment = environment.merging(["DOCKER_HOST": "tcp://other", "DOCKER_CONTEXT": "staging"]) { $1 }
            let endpoint = try DockerEndpoint.resolve(environment: environment)
            #expect(endpoint.transport == .tcp(host: "other", port: 2375, certificates: nil))
        }
    }

    @Test func theContextIsReadFromItsFiles() async throws {
        try await withConfiguration { directory, environment in
            let plain = try DockerEndpoint.resolve(environment: environment)
            #expect(plain.transport == .tcp(host: "staging.example", port: 2376, certificates: nil))

            try directory.write("contexts/tls/\(Self.stagingIdentifier)/docker/ca.pem", "")
            let secured = try DockerEndpoint.resolve(environment: environment)
            let certificates = EndpointCertificates(
                directory: directory.appending("contexts/tls/\(Self.stagingIdentifier)/docker"), verifiesServer: false)
            #expect(secured.transport == .tcp(host: "staging.example", port: 2376, certificates: certificates))
        }
    }

    @Test func aContextMayBeNamedByVariable() async throws {
        try await withConfiguration { _, environment in
            let standard = try DockerEndpoint.resolve(
                environment: environment.merging(["DOCKER_CONTEXT": "default"]) { $1 })
            #expect(standard == .standardSocket)
            let error = #expect(throws: DockerError.self) {
                try DockerEndpoint.resolve(environment: environment.merging(["DOCKER_CONTEXT": "absent"]) { $1 })
            }
            #expect(error?.code == .contextUnreadable)
            #expect(error?.description.contains("absent") == true)
        }
    }

    @Test func nothingSaidIsTheStandardSocket() throws {
        let endpoint = try DockerEndpoint.resolve(environment: ["HOME": "/nonexistent", "DOCKER_HOST": ""])
        #expect(endpoint.transport == .unix(path: "/var/run/docker.sock"))
    }

    @Test func tlsComesFromItsVariables() throws {
        var environment = ["HOME": "/home/me", "DOCKER_HOST": "tcp://build", "DOCKER_TLS_VERIFY": "1"]
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(host: "build", port: 2376, certificates: EndpointCertificates(directory: "/home/me/.docker")))
        environment["DOCKER_CERT_PATH"] = "/certificates"
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(host: "build", port: 2376, certificates: EndpointCertificates(directory: "/certificates")))
        environment["DOCKER_TLS_VERIFY"] = ""
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(host: "build", port: 2375, certificates: nil))
    }
}
