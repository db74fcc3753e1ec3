import DockerEngineTestSupport
import Foundation
import Testing

/// The example libraries and the page for authors.
@Suite(.timeLimit(.minutes(20))) struct ExampleTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let libraries = repository.appendingPathComponent("recipes/libraries")

    /// Runs what the page shows, in order, as a new author would.
    @Test func thePageForAuthorsIsTrue() async throws {
        let page = try String(contentsOf: Self.libraries.appendingPathComponent("README.md"), encoding: .utf8)
        let blocks = page.split(separator: "```sh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
        #expect(blocks.count >= 7)
        try await RegistryFixture.with { registry in
            try await Workshop.with { shop in
                let bare = shop.directory.appending("greeting.git")
                try await shop.tool("git", "init", "--quiet", "--bare", bare)
                let folder = URL(fileURLWithPath: ProductBinary.path).deletingLastPathComponent().path
                let script = ["set -ex", "export PATH='\(folder)':$PATH", "mkdir -p ~/.ssh work; cd work"] + blocks
                try shop.directory.write(
                    "page.sh",
                    script.joined(separator: "\n").replacing(
                        "https://git.example.com/dana/greeting", with: "file://\(bare)"
                    )
                    .replacing("registry.example.com", with: registry.address))
                let outcome = try await shop.script("page.sh")
                #expect(outcome.code == 0, "\(outcome)")
                for words in [
                    "greeting.words(name)", "ok  version 1.0.0 is not released yet",
                    "released \(registry.address)/dana/greeting:1.0.0@sha256:", "signed by ED25519 SHA256:",
                    "requests  approval  to have somebody greet back", "ok  since 1.0.0: function added: parting",
                    "dana.greeting  1.0.0 → 1.1.0", "same signer",
                ] {
                    outcome.expect(words)
                }
                outcome.expect(errors: "Hello, shop!")
                let lock = try String(
                    contentsOfFile: shop.directory.appending("work/shop/moondock.lock"), encoding: .utf8)
                #expect(lock.contains("\"version\" : \"1.1.0\""), "\(lock)")
            }
        }
    }

    /// A project that has one of the examples by path, one by git and one from a registry.
    @Test func theExamplesAreUsedByPathGitAndRegistry() async throws {
        try await SampleProject.with { project in
            try await RegistryFixture.with { registry in
                try await Workshop.with { shop in
                    for name in ["naming", "smoke", "rollout"] {
                        let author = shop.directory.appending(name)
                        try FileManager.default.copyItem(
                            atPath: Self.libraries.appendingPathComponent(name).path, toPath: author)
                        let remote = shop.directory.appending("\(name).git")
                        try await shop.tool(
                            "bash", "-c",
                            """
                            git init -q --bare '\(remote)'; cd '\(author)'; git init -q; git add .
                            git commit -qm one; git remote add origin '\(remote)'
                            """)
                        let published = try await shop.moondock([
                            "publish", "--folder", author, "--key", shop.key, "--yes", "--oci",
                            "\(registry.address)/shop/\(name)",
                        ])
                        #expect(published.code == 0, "\(published)")
                    }
                    let options = ["--yes", "--project", project.root]
                    for source in [
                        "file://" + shop.directory.appending("naming.git"), "\(registry.address)/shop/rollout",
                    ] {
                        let added = try await shop.moondock(["add", source] + options)
                        #expect(added.code == 0, "\(added)")
                    }
                    try FileManager.default.copyItem(
                        atPath: Self.libraries.appendingPathComponent("smoke").path, toPath: project.root + "/smoke")
                    #expect(try await shop.moondock(["add", "./smoke"] + options).code == 0)

                    try project.recipe(
                        """
                        local naming, smoke = require "shop.naming", require "shop.smoke"
                        log(naming.container("web", "test"))
                        log(tostring(pcall(smoke.page, {})))

                        """)
                    let cache = ["XDG_CACHE_HOME": shop.directory.appending("cache")]
                    let run = try await project.runMain(environment: cache)
                    #expect(run.code == 0, "\(run)")
                    #expect(run.events.compactMap(\.message) == ["shop-web-test", "false"], "\(run)")

                    try project.environment(
                        """
                          web = {
                            name = "\(project.site)", hosts = { "web-1", "web-2", "web-3" }, ports = { "8080:8080" },
                            command = { "sh", "-c", "echo rolled out > /www/index.html; exec httpd -f -p 8080" },
                            healthy = { http = "/", within = "10m" },
                          },
                        """)
                    let arguments = [
                        "run", "shop.rollout:canary", "--env", "test", "--image", project.fixture.image, "--json",
                    ]
                    let asked = try await project.moondock(with: arguments, environment: cache)
                    #expect(asked.code == 3, "\(asked)")
                    #expect(try await project.containers().count == 1)
                    let done = try await project.moondock(
                        with: ["resume", "last", "--approve-all"], environment: cache)
                    #expect(done.code == 0, "\(done)")
                    #expect(try await project.containers().count == 3)
                    #expect(try await project.answer(of: 3)?.contains("rolled out") == true)
                    let shown = try await project.moondock("show", "last")
                    #expect(shown.output.contains("[shop/rollout@1.0.0]"), "\(shown)")
                }
            }
        }
    }

    /// The examples are documented as well as they ask of others, and their project loads.
    @Test func theExamplesAreReadyToBePublished() async throws {
        let project = Self.repository.appendingPathComponent("recipes/shared").path
        try await Workshop.with { shop in
            let listed = try await shop.ok("list", "--project", project)
            listed.expect("shop/rollout@1.0.0")
            listed.expect("recipes  shop.rollout:canary")
            try await shop.ok("docs", "shop.rollout", "--project", project).expect("rollout.canary(options)")
        }
    }
}
