import DockerEngine
import DockerEngineTestSupport
import Foundation
import Testing

/// Images through the program: what is built from which files, and what is pushed under which name.
@Suite(.timeLimit(.minutes(20))) struct ImageTests {
    /// The lines a recipe logged that begin with a word, without it.
    private func logged(_ word: String, by outcome: CommandOutcome) -> [String] {
        outcome.events.compactMap { event in
            guard event.type == "log", let text = event.message, text.hasPrefix(word + " ") else { return nil }
            return String(text.dropFirst(word.count + 1))
        }
    }

    private func image(of handle: String, at registry: RegistryFixture, _ repository: String) async throws -> (
        id: String, pushed: String
    ) {
        let words = handle.split(separator: " ").map(String.init)
        let digest = try #require(ContentDigest(words[1]))
        let manifest = try await RegistryClient(registry: registry.address).manifest(.digest(digest), in: repository)
        return (words[0], try #require(manifest?.imageManifest).config.digest.text)
    }

    @Test func anImageIsPushedAndNotWhateverHasItsName() async throws {
        try await RegistryFixture.with { registry in
            try await SampleProject.with { project in
                for name in ["a", "b"] { try project.write("\(name)/Dockerfile", "FROM scratch\nLABEL is=\(name)\n") }
                let tag = "\(registry.address)/moved:1"
                try project.recipe(
                    """
                    local a = docker_build { context = "a", tag = "\(tag)" }
                    local b = docker_build { context = "b", tag = "\(tag)" }
                    local first, second = docker_push { a }, docker_push { b }
                    local again = docker_push { a, to = "\(registry.address)/moved:2" }
                    for _, p in ipairs { first, second, again } do log("PUSHED " .. p.id .. " " .. p.digest) end
                    """)
                let outcome = try await project.runMain()
                #expect(outcome.code == 0, "\(outcome)")
                let handles = logged("PUSHED", by: outcome)
                try #require(handles.count == 3)
                for handle in handles {
                    let found = try await image(of: handle, at: registry, "moved")
                    #expect(found.id == found.pushed)
                }
                #expect(handles[0] != handles[1] && handles[0] == handles[2])
                let last = try await RegistryClient(registry: registry.address).manifest(.tag("1"), in: "moved")
                #expect(
                    last?.imageManifest?.config.digest.text == handles[1].split(separator: " ").first.map(String.init))
            }
        }
    }

    @Test func branchesThatPushUnderOneNameDoNotMixUp() async throws {
        try await RegistryFixture.with { registry in
            try await SampleProject.with { project in
                for name in ["a", "b", "c"] {
                    try project.write("\(name)/Dockerfile", "FROM scratch\nLABEL is=\(name)\n")
                }
                try project.recipe(
                    """
                    for round = 1, 3 do
                      parallel({ "a", "b", "c" }, function (d)
                        local i = docker_build { context = d, tag = "race:latest", push = "\(registry.address)", no_cache = true }
                        log("PUSHED " .. i.id .. " " .. i.digest)
                      end)
                    end
                    """)
                let outcome = try await project.runMain()
                #expect(outcome.code == 0, "\(outcome)")
                let handles = logged("PUSHED", by: outcome)
                #expect(handles.count == 9)
                for handle in handles {
                    let found = try await image(of: handle, at: registry, "race")
                    #expect(found.id == found.pushed)
                }
            }
        }
    }

    @Test(arguments: [
        "docker_push { \"r.example/a@DIGEST\" }", "docker_push { \"r.example/a:1@DIGEST\" }",
        "docker_push { \"r.example/a:1\", to = \"r.example/b@DIGEST\" }",
    ])
    func nothingIsPushedToADigest(_ call: String) async throws {
        try await SampleProject.with { project in
            try project.recipe(call.replacing("DIGEST", with: "sha256:" + String(repeating: "a", count: 64)) + "\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 2, "\(outcome)")
            #expect(outcome.diagnostic?.message.contains("digest") == true, "\(outcome)")
        }
    }

    /// Where an image goes is said once: it never goes to a public registry for want of a name.
    @Test func anImageGoesWherePushSays() async throws {
        try await RegistryFixture.with { registry in
            try await SampleProject.with { project in
                try project.write("app/Dockerfile", "FROM scratch\nLABEL x=y\n")
                func build(_ tag: String) -> String {
                    "log((docker_build { context = \"app\", tag = \"\(tag)\", push = \"\(registry.address)/shop\" }).tag)\n"
                }
                for (tag, pushed) in [
                    ("v1", "shop/app:v1"), ("web:1", "shop/web:1"), ("team/web:1", "shop/team/web:1"),
                    ("\(registry.address)/shop/web:2", "shop/web:2"),
                ] {
                    try project.recipe(build(tag))
                    let outcome = try await project.runMain()
                    #expect(outcome.code == 0, "\(outcome)")
                    #expect(outcome.events.contains { $0.message == "\(registry.address)/\(pushed)" }, "\(outcome)")
                }
                for tag in [
                    "other.example/web:1", "docker.io/web:1", "web@sha256:" + String(repeating: "a", count: 64),
                ] {
                    try project.recipe(build(tag))
                    let outcome = try await project.runMain()
                    #expect(outcome.code == 1, "\(outcome)")
                }
            }
        }
    }

    /// What docker has stored for a registry goes wherever it may be pulled from.
    @Test func storedLoginsAreUsed() async throws {
        try await RegistryFixture.with(requiresLogin: true) { registry in
            try await SampleProject.with { project in
                let base = try registry.reference("base:1")
                try await project.engine.tagImage(project.fixture.image, as: base)
                let pushed = try await project.engine.pushImage(base, credentials: registry.credentials)
                try await project.engine.removeImage(base.description)
                let login = Data("\(RegistryFixture.username):\(RegistryFixture.password)".utf8).base64EncodedString()
                try project.write("docker/config.json", #"{"auths":{"\#(registry.address)":{"auth":"\#(login)"}}}"#)
                try project.write("broken/config.json", #"{"credsStore":"absent"}"#)
                try project.write("app/Dockerfile", "FROM \(base)\nLABEL x=y\n")
                let pinned = try base.pinned(to: try #require(pushed.digest))
                try project.recipe(
                    """
                    docker_build { context = "app", tag = "\(project.site):1", no_cache = true }
                    docker_run { name = "\(project.site)", image = "\(pinned)", command = { "sleep", "60" } }
                    """)
                let outcome = try await project.runMain(environment: ["DOCKER_CONFIG": "\(project.root)/docker"])
                #expect(outcome.code == 0, "\(outcome)")

                for image in [base.description, pinned.description, "\(project.site):1"] {
                    try? await project.engine.removeImage(image, force: true)
                }
                let stranger = try await project.runMain(environment: ["DOCKER_CONFIG": "\(project.root)/broken"])
                #expect(stranger.code == 1, "\(stranger)")
                #expect(stranger.diagnostic?.hint?.contains("docker-credential-absent") == true, "\(stranger)")
            }
        }
    }

    /// Nobody needs to log in where nobody is asked who they are.
    @Test(arguments: ["", "{", #"{"credsStore":"absent"}"#, #"{"credHelpers":{"REGISTRY":"broken"}}"#])
    func aLoginThatCannotBeReadIsNotNeeded(_ configuration: String) async throws {
        try await RegistryFixture.with { registry in
            try await SampleProject.with { project in
                try project.write("docker/config.json", configuration.replacing("REGISTRY", with: registry.address))
                try project.write("bin/docker-credential-broken", "#!/bin/sh\necho 'the keychain is locked'\nexit 1\n")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: "\(project.root)/bin/docker-credential-broken")
                try project.write("app/Dockerfile", "FROM \(project.fixture.image)\nLABEL x=y\n")
                try project.recipe(
                    """
                    local i = docker_build { context = "app", tag = "open:1", push = "\(registry.address)" }
                    log("PUSHED " .. i.id .. " " .. i.digest)
                    """)
                let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
                let outcome = try await project.runMain(
                    environment: ["DOCKER_CONFIG": "\(project.root)/docker", "PATH": "\(project.root)/bin:\(path)"])
                #expect(outcome.code == 0, "\(outcome)")
                #expect(logged("PUSHED", by: outcome).count == 1)
            }
        }
    }

    @Test func proxiesOfDockersConfigurationAreHandedOn() async throws {
        try await SampleProject.with { project in
            try project.write(
                "docker/config.json", #"{"proxies":{"default":{"httpProxy":"http://p.example:3128","noProxy":"here"}}}"#
            )
            try project.write(
                "app/Dockerfile", "FROM \(project.fixture.image)\nRUN echo \"$HTTP_PROXY $no_proxy\" > /proxies\n")
            try project.recipe(
                """
                local i = docker_build { context = "app", tag = "\(project.site):1", no_cache = true }
                docker_run { name = "\(project.site)", image = i, env = { no_proxy = "mine" },
                  command = { "sh", "-c", "cat /proxies; echo \\"$http_proxy $NO_PROXY $no_proxy\\"; exec sleep 60" },
                  healthy = { log = "http://p.example:3128 here mine", within = "10m" } }
                """)
            let outcome = try await project.runMain(environment: ["DOCKER_CONFIG": "\(project.root)/docker"])
            #expect(outcome.code == 0, "\(outcome)")
            let container = try #require(try await project.containers()[project.site])
            let lines = try await project.engine.containerLogs(container.id, LogOptions()).lines().reduce(into: []) {
                $0.append($1.text)
            }
            #expect(lines.first == "http://p.example:3128 here")
        }
    }

    @Test(arguments: [
        ("RUN <<EOF\ntrue\nEOF", "RUN <<"), ("RUN --mount=type=cache,target=/c true", "RUN --mount"),
        ("COPY --chmod=755 Dockerfile /x", "COPY --chmod"), ("COPY --link Dockerfile /x", "COPY --link"),
    ])
    func whatTakesBuildKitIsSaidBeforeTheBuild(_ line: String, _ what: String) async throws {
        try await SampleProject.with { project in
            try project.write("app/Dockerfile", "FROM \(project.fixture.image)\n\(line)\n")
            try project.recipe("docker_build { context = \"app\", tag = \"\(project.site):1\" }\n")
            let outcome = try await project.runMain()
            #expect(outcome.code == 1, "\(outcome)")
            let diagnostic = try #require(outcome.diagnostic)
            for word in ["line 2", what, "BuildKit", "classic builder"] {
                #expect(diagnostic.message.contains(word), "\(diagnostic)")
            }
            #expect(diagnostic.excerpt?.label?.isEmpty == false, "what to do stands beside the line")
        }
    }

    @Test func aDockerfileOfTheProjectMayLieOutsideOfItsContext() async throws {
        try await SampleProject.with { project in
            try project.write("src/a", "1")
            try project.write("docker/app.Dockerfile", "FROM \(project.fixture.image)\nCOPY . /ctx\n")
            try project.recipe(
                """
                docker_build { context = "src", dockerfile = "../docker/app.Dockerfile", tag = "\(project.site):1" }
                """)
            let outcome = try await project.runMain()
            #expect(outcome.code == 0, "\(outcome)")

            try FileManager.default.createDirectory(
                atPath: "\(project.root)-elsewhere", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: "\(project.root)-elsewhere") }
            try "FROM scratch\n".write(
                toFile: "\(project.root)-elsewhere/Dockerfile", atomically: false, encoding: .utf8)
            try project.recipe(
                """
                docker_build { context = "src", dockerfile = "\(project.root)-elsewhere/Dockerfile", tag = "x:1" }
                """)
            let stranger = try await project.runMain()
            #expect(stranger.code == 2, "\(stranger)")
        }
    }

    /// What only a run can show is not checked before the run, and what a run makes is not missed before it is made.
    @Test func checksBeforeTheRunDoNotGuess() async throws {
        try await SampleProject.with { project in
            for name in ["web", "jobs"] {
                try project.write("ctx/\(name).Dockerfile", "FROM \(project.fixture.image)\nLABEL is=\(name)\n")
            }
            try project.recipe(
                """
                local p = recipe { params = { part = { "string", default = "web" } } }
                for _, n in ipairs { p.part, "jobs" } do
                  docker_build { context = "ctx", dockerfile = n .. ".Dockerfile", tag = "\(project.site)-" .. n .. ":1" }
                end
                """)
            let computed = try await project.runMain()
            #expect(computed.code == 0, "\(computed)")

            try project.recipe(
                """
                run_command { command = { "mkdir", "-p", "made" } }
                write_file { path = "made/Dockerfile", text = "FROM \(project.fixture.image)\\nLABEL is=made\\n" }
                docker_build { context = "made", tag = "\(project.site):2" }
                """)
            let made = try await project.runMain()
            #expect(made.code == 0, "\(made)")
        }
    }
}
