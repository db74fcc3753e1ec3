import Foundation
import LuaValues
import RecipeLibraries
import Recipes
import Testing

@testable import Primitives

@Suite struct PolicyTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func violation(_ options: [String: LuaValue], _ policy: Policy = Policy()) throws -> PolicyViolation? {
        let run = DockerRun()
        let given = ["name": "web", "image": .string("registry.example/web@\(Self.digest)")].merging(options) { $1 }
        return run.violation(
            of: policy, try StepFixture.options(of: run, given), root: URL(fileURLWithPath: "/srv/project"))
    }

    @Test func aPlainContainerIsAllowed() throws {
        #expect(try violation([:]) == nil)
        #expect(try violation(["image": .string(Self.digest)]) == nil, "an id is as fixed as a digest")
        #expect(
            try violation(["volumes": ["data:/data", "/srv/project/pages:/pages:ro"], "networks": ["shop"]]) == nil)
        let built = LuaValue.handle(
            LuaHandle(
                kind: "image",
                fields: LuaTable(fields: ["id": "sha256:1", "tag": "web:v1", "digest": false, "pinned": false])))
        #expect(try violation(["image": built]) == nil)
    }

    @Test(
        arguments: [
            (["privileged": true], "privileged"), (["networks": ["host"]], "host_network"),
            (["volumes": ["/var/run/docker.sock:/var/run/docker.sock"]], "docker_socket"),
            (["volumes": ["/run:/run"]], "docker_socket"), (["volumes": ["/:/host"]], "docker_socket"),
            (["volumes": ["/var/run/../run/docker.sock:/x"]], "docker_socket"),
            (["volumes": ["/etc:/etc:ro"]], "mounts"),
            (["volumes": ["/srv/project/../other:/x"]], "mounts"), (["volumes": ["/srv/projects:/x"]], "mounts"),
            (["image": "nginx"], "unpinned_images"), (["image": "nginx:1.27"], "unpinned_images"),
        ] as [([String: LuaValue], String)])
    func whatNeedsThePolicysPermissionIsRejectedWithoutIt(_ options: [String: LuaValue], _ key: String) throws {
        #expect(try violation(options)?.key == key)
        var open = Policy()
        (open.privileged, open.hostNetwork, open.dockerSocket, open.unpinnedImages) = (true, true, true, true)
        open.mounts = ["/etc", "/srv/*"].map { PathPattern($0) }
        #expect(try violation(options, open) == nil)
    }

    @Test func aMountIsForItsFolderAndWhatIsInIt() throws {
        var policy = Policy()
        policy.mounts = [PathPattern("/data/*")]
        #expect(try violation(["volumes": ["/data/shop/db:/x"]], policy) == nil)
        #expect(try violation(["volumes": ["/data:/x"]], policy)?.what == "the folder /data in containers")
    }

    @Test func requestsGoWhereThePolicySays() throws {
        var policy = Policy()
        let request = HTTPRequest()
        func violation(_ options: [String: LuaValue]) throws -> PolicyViolation? {
            request.violation(
                of: policy, try StepFixture.options(of: request, options), root: URL(fileURLWithPath: "/"))
        }
        #expect(try violation(["url": "https://anywhere.example/"]) == nil)
        policy.hosts = [PathPattern("*.example.com")]
        #expect(try violation(["url": "https://API.example.com/x"]) == nil)
        #expect(try violation(["url": "https://example.org/"])?.what == "requests to example.org")
        #expect(
            try violation(["url": "https://api.example.com/", "allow_redirects_to": ["evil.test"]])?.what
                == "requests to evil.test")
    }

    @Test func grantsAreAboutHostsOriginsSecretsAndPrograms() throws {
        func subjects(_ primitive: some Primitive, _ options: [String: LuaValue]) throws -> [String] {
            primitive.grantSubjects(try StepFixture.options(of: primitive, options))
        }
        #expect(try subjects(DockerRun(), ["name": "web", "image": "i"]) == ["local"])
        #expect(
            try subjects(DockerRun(), ["name": "web", "image": "i", "host": "web-1"]) == ["web-1"])
        #expect(
            try subjects(HTTPRequest(), ["url": "https://H.example/x", "allow_redirects_to": ["cdn.example"]])
                == ["https://h.example", "https://cdn.example"])
        #expect(try subjects(SecretHandle(), ["name": "TOKEN"]) == ["TOKEN"])
        func requests(_ primitive: some Primitive, _ options: [String: LuaValue]) throws -> [String] {
            primitive.requests(
                try StepFixture.options(of: primitive, options), in: Project(root: URL(fileURLWithPath: "/srv/project"))
            ).map { "\($0.name.rawValue) \($0.subject ?? "")" }
        }
        #expect(try requests(RunCommand(), ["command": ["git", "push"]]) == ["run_command git"])
        #expect(try requests(RunCommand(), ["shell": "git push"]) == ["run_command /bin/sh"])
        #expect(
            try requests(RunCommand(), ["command": ["git"], "cwd": "a/../b", "env": ["LANG": "C", "X": "1"]])
                == ["run_command git", "run_command git env:X", "files.read b/**"])
        let database: LuaValue = ["engine": "sqlite", "path": "data/shop.sqlite"]
        #expect(try requests(BackupDatabase(), ["database": database]) == ["db.backup shop"])
        #expect(
            try requests(BackupDatabase(), ["database": database, "to": "web/files"])
                == ["db.backup shop", "files.write web/files/**"])
    }

    /// What a library must not do unasked takes a grant; only what stays within the run does not.
    @Test func everyPrimitiveWithAnEffectTakesAGrant() {
        let free = StandardPrimitives.all().filter { $0.declaration.grant == nil }.map(\.declaration.name)
        #expect(
            Set(free) == [
                "recipe", "log", "sleep", "await_window", "fail", "secret_text", "empty_list", "empty_object",
            ])
    }
}
