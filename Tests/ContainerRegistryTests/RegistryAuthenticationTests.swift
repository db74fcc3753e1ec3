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
            let login = try await authentication.login(for: "docker.io")
            #expect(login == StoredLogin(credentials: nil, problem: nil))
        }
    }

    @Test func passwordsInTheFile() async throws {
        let auth = Data("me:pass:word".utf8).base64EncodedString()
        try await with(
            #"{"auths": {"r.example:5000": {"auth": "\#(auth)"}, "https://old.example/v1/": {"auth": "\#(auth)"}}}"#
        ) { authentication in
            let credentials = try await authentication.login(for: "r.example:5000").credentials
            #expect(
                credentials
                    == RegistryCredentials(username: "me", password: "pass:word", server: "r.example:5000"))
            #expect(try await authentication.login(for: "old.example").credentials?.username == "me")
            #expect(try await authentication.login(for: "r.example").credentials == nil)
        }
    }

    @Test func identityTokensWinOverPasswords() async throws {
        try await with(#"{"auths": {"r.example": {"auth": "bWU6cHc=", "identitytoken": "token-1"}}}"#) {
            authentication in
            let credentials = try await authentication.login(for: "r.example").credentials
            #expect(credentials == RegistryCredentials(identityToken: "token-1", server: "r.example"))
        }
    }

    @Test(arguments: ["docker.io", "index.docker.io"])
    func dockerHubHasItsOldName(_ registry: String) async throws {
        try await with(#"{"auths": {"https://index.docker.io/v1/": {"auth": "bWU6cHc="}}}"#) { authentication in
            let credentials = try #require(try await authentication.login(for: registry).credentials)
            #expect(credentials.username == "me")
            #expect(credentials.server == "https://index.docker.io/v1/")
        }
    }

    @Test func theHelperIsAskedOnStandardInput() async throws {
        let helper =
            #"read server; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"user of %s","Secret":"s"}' "$server" "$server""#
        try await with(#"{"credsStore": "fake"}"#, helper: helper) { authentication in
            let credentials = try await authentication.login(for: "r.example").credentials
            #expect(credentials?.username == "user of r.example")
            let hub = try await authentication.login(for: "docker.io").credentials
            #expect(hub?.username == "user of https://index.docker.io/v1/")
        }
    }

    @Test func aHelperForOneRegistryWinsOverTheStore() async throws {
        let configuration = #"{"credsStore": "absent", "credHelpers": {"r.example": "fake"}}"#
        try await with(configuration, helper: #"echo '{"Username":"<token>","Secret":"t"}'"#) { authentication in
            let credentials = try await authentication.login(for: "r.example").credentials
            #expect(credentials == RegistryCredentials(identityToken: "t", server: "r.example"))
            let login = try await authentication.login(for: "other.example")
            #expect(login.credentials == nil)
            #expect(login.problem?.code == .helperMissing)
            #expect(login.problem?.message.contains("docker-credential-absent") == true)
        }
    }

    @Test func aHelperThatKnowsNothingIsNoFailure() async throws {
        let helper = "echo 'credentials not found in native keychain'; exit 1"
        try await with(#"{"credsStore": "fake", "auths": {"r.example": {"auth": "bWU6cHc="}}}"#, helper: helper) {
            authentication in
            let unknown = try await authentication.login(for: "other.example").credentials
            #expect(unknown == nil)
            let known = try await authentication.login(for: "r.example").credentials
            #expect(known?.username == "me")
        }
    }

    /// Whoever needs no log-in goes on without one; what was wrong is told all the same.
    @Test(arguments: [
        "echo 'the keychain is locked'; exit 1",
        "echo 'No stored credential for this registry, the keychain is locked'; exit 1",
        "echo '{\"half\": ' 'the keychain is locked' >&2; exit 7",
    ])
    func aHelperThatFailsIsQuoted(_ helper: String) async throws {
        try await with(#"{"credsStore": "fake"}"#, helper: helper) { authentication in
            let login = try await authentication.login(for: "r.example")
            #expect(login.credentials == nil)
            #expect(login.problem?.code == .helperFailed)
            #expect(login.problem?.message.contains("the keychain is locked") == true)
        }
    }

    @Test(arguments: ["echo nonsense", "true", "echo '{}'"]) func aHelpersNonsenseIsNobody(_ helper: String)
        async throws
    {
        try await with(#"{"credsStore": "fake", "auths": {"r.example": {"auth": "bWU6cHc="}}}"#, helper: helper) {
            authentication in
            let login = try await authentication.login(for: "other.example")
            #expect(login.credentials == nil)
            #expect(login.problem?.code == .helperFailed)
            let known = try await authentication.login(for: "r.example")
            #expect(known.credentials?.username == "me", "what the file holds is as good")
        }
    }

    @Test(arguments: ["{", "[]", #"{"auths": 7}"#, "\u{0}"]) func brokenConfigurationIsNamed(_ text: String)
        async throws
    {
        try await with(text) { authentication in
            let login = try await authentication.login(for: "r.example")
            #expect(login.credentials == nil)
            #expect(login.problem?.code == .configurationUnreadable)
            #expect(login.problem?.message.contains("config.json") == true)
            let all = try await authentication.allLogins()
            #expect(all.credentials.isEmpty)
            #expect(all.problems.map(\.code) == [.configurationUnreadable])
        }
    }

    @Test(arguments: ["", "{}", #"{"auths": {}}"#, #"{"auths": {"r.example": {}}}"#, #"{"credsStore": ""}"#])
    func anEmptyConfigurationIsNobody(_ text: String) async throws {
        try await with(text) { authentication in
            let login = try await authentication.login(for: "r.example")
            #expect(login == StoredLogin(credentials: nil, problem: nil))
        }
    }

    @Test func aStoreIsAskedWhatItHas() async throws {
        let helper = """
            if [ "$1" = list ]; then echo '{"https://index.docker.io/v1/":"dana","r.example":"dana"}'; exit; fi
            read server; printf '{"Username":"dana","Secret":"of %s"}' "$server"
            """
        try await with(#"{"credsStore": "fake", "auths": {"r.example": {}}}"#, helper: helper) { authentication in
            let all = try await authentication.allLogins()
            #expect(Set(all.credentials.keys) == ["https://index.docker.io/v1/", "r.example"])
            #expect(all.problems.isEmpty)
        }
    }

    @Test func proxiesAreThoseOfTheEngineOrTheDefault() async throws {
        let configuration = """
            {"proxies": {"default": {"httpProxy": "http://p:3128", "noProxy": "localhost", "httpsProxy": ""},
             "tcp://build:2376": {"allProxy": "socks5://q"}}}
            """
        try await TemporaryDirectory.with { directory in
            try directory.write("config.json", configuration)
            let environment = ["DOCKER_CONFIG": directory.path]
            let usual = ContainerProxies(for: "unix:///var/run/docker.sock", environment: environment)
            #expect(
                usual.variables(besides: []) == [
                    "HTTP_PROXY": "http://p:3128", "http_proxy": "http://p:3128", "NO_PROXY": "localhost",
                    "no_proxy": "localhost",
                ])
            #expect(usual.variables(besides: ["http_proxy", "NO_PROXY"]).keys.sorted() == ["HTTP_PROXY", "no_proxy"])
            let own = ContainerProxies(for: "tcp://build:2376", environment: environment)
            #expect(own.variables(besides: []) == ["ALL_PROXY": "socks5://q", "all_proxy": "socks5://q"])
            try directory.write("config.json", "{")
            #expect(ContainerProxies(for: "x", environment: environment).variables(besides: []) == [:])
        }
    }

    @Test func allCredentialsLeaveOutHelpersThatFail() async throws {
        let configuration =
            #"{"auths": {"a.example": {"auth": "bWU6cHc="}}, "credHelpers": {"b.example": "absent", "c.example": "fake"}}"#
        try await with(configuration, helper: #"echo '{"Username":"u","Secret":"s"}'"#) { authentication in
            let found = try await authentication.allLogins()
            #expect(found.credentials.mapValues(\.username) == ["a.example": "me", "c.example": "u"])
            #expect(found.problems.map(\.code) == [.helperMissing])
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
