import DockerEngineTestSupport
import Foundation
import Testing

@testable import ContainerRegistry

@Suite struct RegistryAuthenticationTests {
    private func with(
        _ configuration: String?, helper: String? = nil, _ body: @Sendable (RegistryAuthentication) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.with { directory in
            if let configuration { try directory.write("config.json", configuration) }
            if let helper {
                try directory.write("bin/docker-credential-fake", "#!/bin/sh\n\(helper)\n")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: directory.appending("bin/docker-credential-fake"))
            }
            let path = "\(directory.appending("bin")):/usr/bin:/bin"
            try await body(RegistryAuthentication(environment: ["DOCKER_CONFIG": directory.path, "PATH": path]))
        }
    }

    @Test func nothingStoredIsNobody() async throws {
        try await with(nil) { authentication in
            let credentials = try await authentication.credentials(for: "docker.io")
            #expect(credentials == nil)
        }
    }

    @Test func passwordsInTheFile() async throws {
        let auth = Data("me:pass:word".utf8).base64EncodedString()
        try await with(
            #"{"auths": {"r.example:5000": {"auth": "\#(auth)"}, "https://old.example/v1/": {"auth": "\#(auth)"}}}"#
        ) { authentication in
            let credentials = try await authentication.credentials(for: "r.example:5000")
            #expect(
                credentials
                    == RegistryCredentials(username: "me", password: "pass:word", server: "r.example:5000"))
            #expect(try await authentication.credentials(for: "old.example")?.username == "me")
            #expect(try await authentication.credentials(for: "r.example") == nil)
        }
    }

    @Test func identityTokensWinOverPasswords() async throws {
        try await with(#"{"auths": {"r.example": {"auth": "bWU6cHc=", "identitytoken": "token-1"}}}"#) {
            authentication in
            let credentials = try await authentication.credentials(for: "r.example")
            #expect(credentials == RegistryCredentials(identityToken: "token-1", server: "r.example"))
        }
    }

    @Test(arguments: ["docker.io", "index.docker.io"])
    func dockerHubHasItsOldName(_ registry: String) async throws {
        try await with(#"{"auths": {"https://index.docker.io/v1/": {"auth": "bWU6cHc="}}}"#) { authentication in
            let credentials = try #require(try await authentication.credentials(for: registry))
            #expect(credentials.username == "me")
            #expect(credentials.server == "https://index.docker.io/v1/")
        }
    }

    @Test func theHelperIsAskedOnStandardInput() async throws {
        let helper =
            #"read server; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"user of %s","Secret":"s"}' "$server" "$server""#
        try await with(#"{"credsStore": "fake"}"#, helper: helper) { authentication in
            let credentials = try await authentication.credentials(for: "r.example")
            #expect(credentials?.username == "user of r.example")
            let hub = try await authentication.credentials(for: "docker.io")
            #expect(hub?.username == "user of https://index.docker.io/v1/")
        }
    }

    @Test func aHelperForOneRegistryWinsOverTheStore() async throws {
        let configuration = #"{"credsStore": "absent", "credHelpers": {"r.example": "fake"}}"#
        try await with(configuration, helper: #"echo '{"Username":"<token>","Secret":"t"}'"#) { authentication in
            let credentials = try await authentication.credentials(for: "r.example")
            #expect(credentials == RegistryCredentials(identityToken: "t", server: "r.example"))
            let error = await #expect(throws: RegistryAuthenticationError.self) {
                try await authentication.credentials(for: "other.example")
            }
            #expect(error?.code == .helperMissing)
            #expect(error?.message.contains("docker-credential-absent") == true)
        }
    }

    @Test func aHelperThatKnowsNothingIsNoFailure() async throws {
        let helper = "echo 'credentials not found in native keychain'; exit 1"
        try await with(#"{"credsStore": "fake", "auths": {"r.example": {"auth": "bWU6cHc="}}}"#, helper: helper) {
            authentication in
            let unknown = try await authentication.credentials(for: "other.example")
            #expect(unknown == nil)
            let known = try await authentication.credentials(for: "r.example")
            #expect(known?.username == "me")
        }
    }

    @Test func aHelperThatFailsIsQuoted() async throws {
        try await with(#"{"credsStore": "fake"}"#, helper: "echo 'the keychain is locked'; exit 1") { authentication in
            let error = await #expect(throws: RegistryAuthenticationError.self) {
                try await authentication.credentials(for: "r.example")
            }
            #expect(error?.code == .helperFailed)
            #expect(error?.message.contains("the keychain is locked") == true)
        }
    }

    @Test func brokenConfigurationIsNamed() async throws {
        try await with("{") { authentication in
            let error = await #expect(throws: RegistryAuthenticationError.self) {
                try await authentication.credentials(for: "r.example")
            }
            #expect(error?.code == .configurationUnreadable)
            #expect(error?.message.contains("config.json") == true)
        }
    }

    @Test func allCredentialsLeaveOutHelpersThatFail() async throws {
        let configuration =
            #"{"auths": {"a.example": {"auth": "bWU6cHc="}}, "credHelpers": {"b.example": "absent", "c.example": "fake"}}"#
        try await with(configuration, helper: #"echo '{"Username":"u","Secret":"s"}'"#) { authentication in
            let found = try await authentication.allCredentials()
            #expect(found.mapValues(\.username) == ["a.example": "me", "c.example": "u"])
        }
    }

    @Test func secretsAreNeverPrinted() {
        for credentials in [
            RegistryCredentials(username: "me", password: "hunter2", server: "r.example"),
            RegistryCredentials(identityToken: "hunter2", server: "r.example"),
        ] {
            var dumped = ""
            dump(credentials, to: &dumped)
            for text in ["\(credentials)", String(reflecting: credentials), String(describing: [credentials]), dumped] {
                #expect(!text.contains("hunter2"))
                #expect(text.contains("r.example"))
            }
        }
    }
}
