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
            // Whoever skips the check means TLS, also without a certificate of their own.
            let folder = directory.appending("contexts/tls/\(Self.stagingIdentifier)/docker")
            let skipping = EndpointCertificates(directory: folder, verifiesServer: false)
            #expect(
                try DockerEndpoint.resolve(environment: environment).transport
                    == .tcp(host: "staging.example", port: 2376, certificates: skipping))

            let metadata = "contexts/meta/\(Self.stagingIdentifier)/meta.json"
            try directory.write(metadata, #"{"Endpoints":{"docker":{"Host":"tcp://staging.example:2376"}}}"#)
            #expect(
                try DockerEndpoint.resolve(environment: environment).transport
                    == .tcp(host: "staging.example", port: 2376, certificates: nil))
            try directory.write("contexts/tls/\(Self.stagingIdentifier)/docker/ca.pem", "")
            #expect(
                try DockerEndpoint.resolve(environment: environment).transport
                    == .tcp(
                        host: "staging.example", port: 2376, certificates: EndpointCertificates(directory: folder)))
        }
    }

    @Test func aVersionOfTheAPIMayBeNamed() throws {
        var environment = ["HOME": "/nonexistent", "DOCKER_API_VERSION": "1.41"]
        #expect(try DockerEndpoint.resolve(environment: environment).apiVersion == APIVersion(1, 41))
        #expect(
            try DockerEndpoint.resolve(explicit: "tcp://other", environment: environment).apiVersion
                == APIVersion(1, 41))
        environment["DOCKER_API_VERSION"] = ""
        #expect(try DockerEndpoint.resolve(environment: environment).apiVersion == nil)
        environment["DOCKER_API_VERSION"] = "newest"
        let error = #expect(throws: DockerError.self) { try DockerEndpoint.resolve(environment: environment) }
        #expect(error?.code == .apiVersionUnsupported)
        #expect(error?.message.contains("newest") == true)
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
                == .tcp(
                    host: "build", port: 2376,
                    certificates: EndpointCertificates(directory: "/home/me/.docker", needsAuthority: true)))
        environment["DOCKER_CERT_PATH"] = "/certificates"
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(
                    host: "build", port: 2376,
                    certificates: EndpointCertificates(directory: "/certificates", needsAuthority: true)))
        environment["DOCKER_TLS_VERIFY"] = ""
        environment["DOCKER_TLS"] = "1"
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(
                    host: "build", port: 2376,
                    certificates: EndpointCertificates(directory: "/certificates", verifiesServer: false)))
        environment["DOCKER_TLS"] = nil
        #expect(
            try DockerEndpoint.resolve(environment: environment).transport
                == .tcp(host: "build", port: 2375, certificates: nil))
    }
}
