import DockerEngineTestSupport
import Foundation

extension SampleProject {
    /// A project whose recipe releases its site, with the environments `test`, `staging` and `production` in that order.
    func releasing(to registry: RegistryFixture, lifecycle: String = "{ \"test\", \"staging\", \"production\" }") throws
    {
        try write("moondock.lua", "return { policy = { unpinned_images = true }, lifecycle = \(lifecycle) }\n")
        try writeApplication()
        try write(".dockerignore", "")
        for (number, name) in ["test", "staging", "production"].enumerated() {
            try write(
                "environments/\(name).lua",
                """
                return {
                  hosts = { ["\(name)-1"] = { address = "\(address(of: number + 1))" } }, host = "\(name)-1",
                  registry = "\(registry.address)/\(site)", deployment_lock = false,
                }

                """)
        }
        try recipe(
            """
            local p = recipe { params = { version = "string" } }
            local env = environment()
            local shop = release { app = "\(site)", version = p.version, build = function ()
              return {
                web = docker_build {
                  context = "apps/web", tag = "site:" .. p.version, args = { VERSION = p.version }, push = env.registry,
                },
              }
            end }
            docker_run {
              host = env.host, name = "\(site)", image = shop.web, ports = { "8080:8080" }, replace = true,
              healthy = { http = "/healthz", within = "10m" }, stop_timeout = "1s",
            }
            log("digest " .. shop.web.digest)

            """)
    }

    /// Runs the recipe for a version.
    func release(_ version: String, to environment: String = "test") async throws -> CommandOutcome {
        try await moondock("run", "main.lua", "--env", environment, "--version", version, "--json")
    }

    /// What `release list --json` says, parsed loosely.
    func releases() async throws -> [[String: Any]] {
        try await moondock("release", "list", "--json").output.split(separator: "\n").compactMap { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
    }
}

extension CommandOutcome {
    /// The digest that the recipe logged.
    var digest: String? {
        events.compactMap(\.message).first { $0.hasPrefix("digest sha256:") }.map {
            String($0.dropFirst("digest ".count))
        }
    }

    /// How often a primitive was called by this process.
    func count(of primitive: String) -> Int {
        events.count { $0.isStart(of: primitive) && $0.replayed != true }
    }
}
