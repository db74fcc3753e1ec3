import DockerEngineTestSupport
import Foundation
import Testing

/// An author with a library in a git repository, and a project that uses it; both in a home of their own.
struct Workshop: Sendable {
    let directory: TemporaryDirectory

    /// Where the author works.
    var author: String { directory.appending("kit") }
    /// Where releases are pushed.
    var remote: String { "file://\(directory.appending("remote.git"))" }
    /// The project.
    var shop: String { directory.appending("shop") }
    var key: String { directory.appending("key") }

    /// Runs a test with a library of the version 1.0.0 that is committed and not yet released.
    static func with(_ body: @Sendable (Workshop) async throws -> Void) async throws {
        try await TemporaryDirectory.with { directory in
            let workshop = Workshop(directory: directory)
            try directory.write(
                "home/.gitconfig",
                "[user]\nname = Dana\nemail = dana@example.org\n[init]\ndefaultBranch = main\n")
            try await workshop.makeKey("key")
            try await workshop.tool("git", "init", "--quiet", "--bare", directory.appending("remote.git"))
            try await workshop.tool("git", "init", "--quiet", workshop.author)
            try await workshop.tool("git", "-C", workshop.author, "remote", "add", "origin", workshop.remote)
            try directory.write("kit/README.md", "# Kit\n")
            try await workshop.commit("1.0.0")
            try directory.write("shop/moondock.lua", "return {\n}\n")
            try directory.write("shop/main.lua", "log(require(\"acme.kit\").greet(\"shop\"))\n")
            try await body(workshop)
        }
    }

    func makeKey(_ name: String) async throws {
        try await tool(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", directory.appending(name), "-C", "dana@acme")
    }

    /// Writes the library in a version and commits it.
    /// - Parameters:
    ///   - greeting: what its function says.
    ///   - more: further keys of its manifest.
    ///   - functions: further functions.
    func commit(
        _ version: String, greeting: String = "hello", more: String = "", functions: String = ""
    ) async throws {
        try directory.write(
            "kit/moondock.lua",
            """
            return {
              name = "acme/kit", version = "\(version)", summary = "Greets", license = "MIT",
              exports = { "init" }, \(more)
            }

            """)
        try directory.write(
            "kit/lib/init.lua",
            """
            local kit = {}

            ---Greets somebody.
            ---@param name string
            ---@return string
            function kit.greet(name) return "\(greeting) " .. name end
            \(functions)
            return kit

            """)
        try directory.write(
            "kit/recipes/hello.lua",
            """
            local kit = require "init"
            local params = recipe { summary = "Greets", params = { name = { "string", default = "you" } } }
            log(kit.greet(params.name))

            """)
        try await tool("git", "-C", author, "add", "-A")
        try await tool("git", "-C", author, "commit", "--quiet", "--allow-empty", "-m", version)
    }

    /// Releases what is committed.
    func publish(_ more: String..., environment: [String: String] = [:]) async throws -> CommandOutcome {
        try await moondock(
            ["publish", "--folder", author, "--key", key, "--yes"] + more, environment: environment)
    }

    /// Runs `moondock` in the project, without a terminal.
    func moondock(
        _ arguments: [String], cache: String = "cache", environment: [String: String] = [:]
    ) async throws -> CommandOutcome {
        try await run(
            ProductBinary.path, arguments, in: shop,
            environment: ["XDG_CACHE_HOME": directory.appending(cache)].merging(environment) { $1 })
    }

    /// Runs `moondock` in the project, which must succeed.
    @discardableResult
    func ok(
        _ arguments: String..., cache: String = "cache", location: SourceLocation = #_sourceLocation
    ) async throws -> CommandOutcome {
        let outcome = try await moondock(arguments, cache: cache)
        #expect(outcome.code == 0, "\(arguments): \(outcome)", sourceLocation: location)
        return outcome
    }

    func tool(_ name: String, _ arguments: String..., location: SourceLocation = #_sourceLocation) async throws {
        let outcome = try await run(name, arguments, in: directory.path, environment: [:])
        #expect(outcome.code == 0, "\(name) \(arguments): \(outcome)", sourceLocation: location)
    }

    /// Runs a script of the directory.
    func script(_ name: String) async throws -> CommandOutcome {
        try await run(
            "bash", [directory.appending(name)], in: directory.path,
            environment: ["XDG_CACHE_HOME": directory.appending("cache")])
    }

    private func run(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String]
    ) async throws -> CommandOutcome {
        let home = directory.appending("home")
        let variables = [
            "HOME": home, "XDG_CONFIG_HOME": home + "/config", "DOCKER_CONFIG": home + "/docker", "NO_COLOR": "",
            "MOONDOCK_STATE": "", "MOONDOCK_PROGRESS": "", "GIT_CONFIG_NOSYSTEM": "1", "SSH_AUTH_SOCK": "",
        ]
        return try await Program.run(
            program, arguments, in: folder, environment: variables.merging(environment) { $1 }
        ) { _ in }.outcome
    }

    /// A file of the project.
    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(shop)/\(name)", encoding: .utf8)
    }

    /// What the project's recipe logs.
    func greeting(cache: String = "cache") async throws -> String? {
        let outcome = try await moondock(["run", "main.lua", "--json"], cache: cache)
        return outcome.events.compactMap(\.message).last ?? outcome.diagnostic?.message
    }
}
