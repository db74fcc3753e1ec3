import Foundation
import LuaValues
import RecipeLibraries
import Testing

@testable import Primitives

/// The context of a build is what its path leads to, and not what it is called.
@Suite struct BuildContextGrantTests {
    /// Nobody listens there: what comes so far was allowed.
    private let build = DockerBuild()

    private func code(
        _ fixture: StepFixture, _ context: String, _ options: [String: LuaValue] = [:], needs: [String]? = nil,
        policy: Policy = Policy()
    ) async throws -> String? {
        let given: [String: LuaValue] = ["context": .string(context), "tag": "web:1"]
        return try await fixture.code(build, given.merging(options) { $1 }, needs: needs, policy: policy)
    }

    @Test func aLinkOutOfTheProjectIsNotFollowed() async throws {
        let (fixture, other) = (try StepFixture(), try StepFixture())
        try other.write("context/Dockerfile", "FROM scratch\n")
        try fixture.write("apps/web/Dockerfile", "FROM scratch\n")
        let links = [
            "link": other.root.path, "apps/link": other.root.path + "/context", "apps/again": "../link/context",
            "apps/own": "web",
        ]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: fixture.root.appendingPathComponent(name).path, withDestinationPath: target)
        }
        for context in ["link/context", "apps/link", "apps/again", "./apps/../apps/link"] {
            for needs in [nil, ["docker.build"], ["docker.build apps/**", "docker.build link/**"]] {
                #expect(try await code(fixture, context, needs: needs) == "policy.paths", "\(context)")
            }
            var named = Policy()
            named.paths = [PathPattern(other.root.resolvingSymlinksInPath().path)]
            let reached = try await code(fixture, context, policy: named)
            #expect(reached?.hasPrefix("docker.") == true, "\(context): \(reached ?? "done")")
        }
        // A link within the project is what it leads to, for grants as well.
        #expect(try await code(fixture, "apps/own")?.hasPrefix("docker.") == true)
        #expect(try await code(fixture, "apps/own", needs: ["docker.build apps/own"]) == "not_granted")
        #expect(try await code(fixture, "apps/own", needs: ["docker.build apps/*"])?.hasPrefix("docker.") == true)
    }

    @Test func aDockerfileElsewhereIsReadWithAGrantToReadIt() async throws {
        let fixture = try StepFixture()
        try fixture.write("apps/web/Dockerfile", "FROM scratch\n")
        try fixture.write("data/private", "FROM scratch\n")
        let options: [String: LuaValue] = ["dockerfile": "../../data/private"]
        #expect(try await code(fixture, "apps/web", options)?.hasPrefix("docker.") == true)
        #expect(try await code(fixture, "apps/web", options, needs: ["docker.build apps/web"]) == "not_granted")
        let both = ["docker.build apps/web", "files.read data/*"]
        #expect(try await code(fixture, "apps/web", options, needs: both)?.hasPrefix("docker.") == true)
    }
}
