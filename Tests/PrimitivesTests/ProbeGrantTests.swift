import LuaValues
import NIOHTTP1
import RecipeLibraries
import Testing

@testable import Primitives
@testable import Recipes

/// A probe that asks somebody else than its container is a request like any other.
@Suite struct ProbeGrantTests {
    private let run = DockerRun()

    private func code(
        _ url: String, _ options: [String: LuaValue] = [:], needs: [String]? = nil, policy: Policy = Policy()
    ) async throws -> String? {
        let given: [String: LuaValue] = [
            "name": "web", "image": .string("sha256:" + String(repeating: "a", count: 64)),
            "ports": ["8080:80"], "healthy": ["http": .string(url), "within": "1ms"],
        ]
        return try await StepFixture().code(run, given.merging(options) { $1 }, needs: needs, policy: policy)
    }

    @Test(arguments: [
        "http+unix://%2Fvar%2Frun%2Fdocker.sock/version", "HTTP+UNIX://x/", "file:///etc/passwd", "https+unix://x/y",
        "http://u:p@127.0.0.1/", "evil.example", "http://",
    ])
    func onlyPathsAndAddressesOfTheWebAreAsked(_ url: String) async throws {
        #expect(try await code(url) == "invalid_option")
    }

    @Test func aLibraryAsksItsContainerAndWhatItWasGranted() async throws {
        for own in ["/", "http://localhost:80/x", "http://127.0.0.1/x", "http://[::1]:80/", "HTTP://LOCALHOST/"] {
            #expect(try await code(own, needs: ["docker.run"])?.hasPrefix("docker.") == true, "\(own)")
        }
        for other in [
            "http://127.0.0.1:81/", "http://evil.example/", "https://127.0.0.1:8443/", "http://169.254.169.254/",
            "http://localhost.evil.example/", "http://127.0.0.1:80@evil.example/",
        ] {
            let refused = try await code(other, needs: ["docker.run"])
            #expect(refused == "not_granted" || refused == "invalid_option", "\(other): \(refused ?? "done")")
        }
        let both = ["docker.run", "http http://evil.example"]
        #expect(try await code("http://evil.example/", needs: both)?.hasPrefix("docker.") == true)
    }

    @Test func thePolicysHostsHoldForProbes() async throws {
        var policy = Policy()
        policy.hosts = [PathPattern("*.example")]
        #expect(try await code("http://10.0.0.1/", policy: policy) == "policy.hosts")
        #expect(try await code("http://good.example/", policy: policy)?.hasPrefix("docker.") == true)
        #expect(try await code("/", policy: policy)?.hasPrefix("docker.") == true)
    }

    @Test func whatIsLinkLocalIsAskedWhereItIsNamed() async throws {
        func answer(_ url: String, _ hosts: [String]) async throws -> ProbeAnswer {
            var policy = Policy()
            policy.hosts = hosts.map { PathPattern($0) }
            let step = try StepFixture().context(.policy(policy))
            return await (try ForeignProbe(url, headers: [:], in: step) { _ in true }).ask(through: HTTPService())
        }
        for url in [
            "http://169.254.169.254/", "http://2852039166/", "http://metadata.google.internal/", "http://[fe80::1]/",
        ] {
            let refused = try await answer(url, ["*", "**"])
            guard case .failed = refused else {
                Issue.record("\(url): \(refused)")
                continue
            }
        }
    }

    @Test func itAsksOnceAndFollowsNobody() async throws {
        try await WebServer.with { request, _ in
            request.path == "/"
                ? .init(status: 302, headers: ["Location": "/elsewhere"]) : .init(status: 500, body: "s3cr3t-value")
        } _: { (server, port) async throws in
            let step = try StepFixture().context()
            _ = try step.run.secrets.open("token")
            let url = "http://127.0.0.1:\(port)/"
            let moved = await (try ForeignProbe(url, headers: ["X": "y"], in: step) { $0 == 302 })
                .ask(through: HTTPService())
            #expect(moved == .healthy)
            let broken = await (try ForeignProbe(url + "x", headers: [:], in: step) { $0 == 200 })
                .ask(through: HTTPService())
            guard case .unhealthy(let words) = broken else { return #expect(Bool(false), "\(broken)") }
            #expect(words.contains("500: ***"))
            #expect(server.requests.map(\.path) == ["/", "/x"])
            #expect(server.requests.first?.headers["x"] == ["y"])
        }
    }
}
