import DockerEngine
import DockerEngineTestSupport
import Foundation
import LuaValues
import RecipeLibraries
import RootedFiles
import Testing

@testable import Primitives
@testable import Recipes

/// What a container is given is what was allowed, whoever puts something else in its place meanwhile.
@Suite(.timeLimit(.minutes(10))) struct MountCheckTests {
    private struct Subject {
        let maker: ContainerMaker
        let check: MountCheck
    }

    private func subject(
        _ fixture: EngineFixture, _ step: StepFixture, _ volumes: [String], policy: Policy = Policy()
    ) throws -> Subject {
        let project = Project(root: step.root)
        let authority = Authority(policy: policy, project: project, protected: ProtectedPaths(of: project))
        let given: [String: LuaValue] = [
            "name": .string(fixture.name("subject")), "image": .string(fixture.image),
            "volumes": .list(volumes.map { .string($0) }), "command": ["sleep", "600"],
        ]
        let options = try RunOptions(
            try StepFixture.options(of: DockerRun(), given))
        let target = EnginePool.Target(engine: fixture.engine, host: nil, isShared: false)
        let context = step.context(StepAuthority(authority, library: nil))
        return Subject(
            maker: ContainerMaker(target: target, options: options, step: context),
            check: MountCheck(target: target, options: options, step: context))
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StepError)?.code ?? "\(error)"
        }
    }

    private func put(_ step: StepFixture, _ link: String, to target: String) throws {
        let path = step.root.appendingPathComponent(link).path
        if FileIdentity(path) != nil { try FileManager.default.moveItem(atPath: path, toPath: path + ".was") }
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    @Test func theFolderItselfIsMountedAndFoundThere() async throws {
        try await EngineFixture.with { fixture in
            let step = try StepFixture()
            try step.write("data/file", "here")
            try put(step, "link", to: "data")
            let subject = try subject(fixture, step, ["./link:/x", "\(step.root.path)/data/file:/y:ro", "/cache"])
            // A file in a folder that the same container writes to could be another one at its next start.
            let found1 = await code { _ = try await subject.check.allowed() }
            #expect(found1 == "docker.mountWritable")
            let other = try self.subject(fixture, step, ["./link:/x", "/cache"])
            let id = try await other.maker.make(fixture.name("subject"), labels: fixture.labels)
            try await other.maker.start(id)
            let container = try await fixture.engine.inspectContainer(id)
            let real = try #require(OpenDescriptor.real(step.root.path))
            #expect(container.mounts.compactMap(\.source).contains("\(real)/data"))
            let data = try #require(FileIdentity("\(real)/data"))
            let mounted = MountedFiles(of: container.state.processID, container: id)
            if getuid() == 0 {
                #expect(mounted?.identities.contains(data) == true)
            }
            #expect(MountedFiles(of: container.state.processID, container: "another") == nil)
        }
    }

    /// In the place of the folder: a link elsewhere, to another folder of the project, to nothing; on its way; another
    /// folder. Not to `/`: what lies in it would be everybody's on this engine.
    @Test(arguments: [
        ("data", "/etc"), ("data", "other"), ("data", "none"), ("deep", "/etc"), ("deep", "other"), ("data", ""),
    ])
    func whatIsSwappedBeforeTheStartDoesNotStart(_ name: String, _ target: String) async throws {
        try await EngineFixture.with { fixture in
            let step = try StepFixture()
            for file in ["data/file", "deep/data/file", "other/data/file"] { try step.write(file, "here") }
            let volume = name == "deep" ? "./deep/data:/x" : "./data:/x"
            let subject = try subject(fixture, step, [volume])
            let id = try await subject.maker.make(fixture.name("subject"), labels: fixture.labels)
            if target.isEmpty {
                try FileManager.default.removeItem(at: step.root.appendingPathComponent("data"))
            } else {
                try put(step, name, to: target)
            }
            let code = await code { try await subject.maker.start(id) }
            #expect(code != nil)
            if !target.isEmpty {
                let refusals = [
                    "docker.mountChanged", "docker.mountWritable", "policy.mounts", "policy.docker_socket",
                    "path.failed",
                ]
                #expect(refusals.contains(code ?? "none"), "\(code ?? "none")")
            }
            #expect(try await fixture.engine.inspectContainer(id).state.isRunning == false)
        }
    }

    @Test func whatIsSwappedWhileItStartsIsStopped() async throws {
        try await EngineFixture.with { fixture in
            let step = try StepFixture()
            for file in ["data/file", "other/file"] { try step.write(file, "here") }
            let subject = try subject(fixture, step, ["./data:/x"])
            let id = try await subject.maker.make(fixture.name("subject"), labels: fixture.labels)
            let sources = try await subject.check.confirm(id)
            for (from, to) in [("data", "was"), ("other", "data")] {
                try FileManager.default.moveItem(
                    at: step.root.appendingPathComponent(from), to: step.root.appendingPathComponent(to))
            }
            try await fixture.engine.startContainer(id)
            // Back again: the path shows nothing any more, and what is mounted does.
            if getuid() == 0 {
                for (from, to) in [("data", "other"), ("was", "data")] {
                    try FileManager.default.moveItem(
                        at: step.root.appendingPathComponent(from), to: step.root.appendingPathComponent(to))
                }
            }
            let found2 = await code { try await subject.check.verify(sources, in: id) }
            #expect(found2 == "docker.mountChanged")
            #expect(try await fixture.engine.inspectContainer(id).state.isRunning == false)
        }
    }

    /// What another container has, what is requested, and what becomes of it.
    @Test(
        arguments: [
            ("data", true, "./data/sub:/x", "docker.mountWritable"),
            ("data", true, "./data/sub:/x:ro", "docker.mountWritable"),
            ("data", false, "./data/sub:/x", nil), ("data", true, "./data:/x", nil), ("data", true, "./other:/x", nil),
            ("data/sub", true, "./data:/x", "docker.mountWritable"),
            ("data/sub", false, "./data:/x", "docker.mountWritable"),
            ("data/sub", true, "./data:/x:ro", nil), ("data", true, "./data2:/x", nil),
            ("link", true, "./data/sub:/x", "docker.mountWritable"), ("data", true, "./far:/x", "docker.mountWritable"),
        ] as [(String, Bool, String, String?)])
    func whatContainersCanWriteToIsNoWay(
        _ theirs: String, _ isWritable: Bool, _ volume: String, _ expected: String?
    ) async throws {
        try await EngineFixture.with { fixture in
            let step = try StepFixture()
            for file in ["data/sub/file", "other/file", "data2/file"] { try step.write(file, "here") }
            try put(step, "link", to: "data")
            try put(step, "far", to: "data/sub")
            var config = fixture.container("other", command: ["sleep", "600"])
            let path = step.root.appendingPathComponent(theirs).path
            config.mounts = [ContainerMount(.bind(path: path), at: "/theirs", isReadOnly: !isWritable)]
            _ = try await fixture.engine.createContainer(config)
            let subject = try subject(fixture, step, [volume])
            let found3 = await code { _ = try await subject.check.allowed() }
            #expect(found3 == expected)
        }
    }

    /// Paths of the project and of other places, how they are mounted, and what is said.
    @Test(
        arguments: [
            (".:/x", "policy.mounts"), (".:/x:ro", "policy.mounts"), ("./recipes:/x", "policy.mounts"),
            ("./recipes:/x:ro", nil), ("./recipes/a.lua:/x", "policy.mounts"), ("./lib:/x", "policy.mounts"),
            ("./environments:/x", "policy.mounts"), ("./libraries/kit:/x", "policy.mounts"), ("./data:/x", nil),
            ("./data/../recipes:/x", "policy.mounts"), ("./to-recipes:/x", "policy.mounts"),
            ("./to-all:/x", "policy.mounts"),
            ("./.moondock:/x:ro", "policy.mounts"), ("./.moondock/runs:/x:ro", "policy.mounts"),
            ("./to-record:/x:ro", "policy.mounts"), ("./moondock.lua:/x", "policy.mounts"),
            ("./moondock.lua:/x:ro", nil),
            ("./nested:/x", "policy.mounts"), ("./nested:/x:ro", nil), ("./nested/recipes:/x", "policy.mounts"),
            ("./to-etc:/x:ro", "policy.mounts"), ("./to-host:/x:ro", "policy.docker_socket"),
            ("/etc:/x:ro", "policy.mounts"),
            ("./sockets:/x", "policy.docker_socket"), ("./sockets/docker.sock:/x", "policy.docker_socket"),
            ("./missing:/x", nil), ("..:/x:ro", "policy.mounts"),
        ] as [(String, String?)])
    func whatDecidesIsNotGivenAway(_ volume: String, _ expected: String?) async throws {
        try await EngineFixture.with { fixture in
            let step = try StepFixture()
            for file in [
                "recipes/a.lua", "lib/a.lua", "environments/test.lua", "libraries/kit/moondock.lua", "data/file",
                ".moondock/runs/a", "moondock.lua", "nested/moondock.lua", "nested/recipes/a.lua",
                "sockets/docker.sock",
            ] { try step.write(file, "return {}") }
            for (link, target) in [
                ("to-recipes", "recipes"), ("to-all", "."), ("to-record", ".moondock"), ("to-etc", "/etc"),
                ("to-host", "/"),
            ] { try put(step, link, to: target) }
            let subject = try subject(fixture, step, [volume])
            let code = await code { _ = try await subject.check.allowed() }
            // What holds the state as well is told as that first.
            if volume.hasPrefix("./to-host") {
                #expect(code == "policy.mounts" || code == expected)
            } else {
                #expect(code == expected, "\(volume)")
            }
        }
    }

    @Test func patternsAreHeldAgainstWhatPathsLeadTo() async throws {
        try await EngineFixture.with { fixture in
            let (step, elsewhere) = (try StepFixture(), try StepFixture())
            for file in ["public/a", "private/a"] { try elsewhere.write(file, "x") }
            let outside = try #require(OpenDescriptor.real(elsewhere.root.path))
            try put(elsewhere, "public/way", to: "../private")
            try put(elsewhere, "alias", to: "public")
            var policy = Policy()
            policy.mounts = [PathPattern("\(outside)/public/**")]
            func code(_ path: String) async throws -> String? {
                let subject = try subject(fixture, step, ["\(path):/x"], policy: policy)
                return await self.code { _ = try await subject.check.allowed() }
            }
            #expect(try await code("\(outside)/public") == nil)
            #expect(try await code("\(outside)/alias") == nil, "it leads to what is allowed")
            #expect(try await code("\(outside)/public/way") == "policy.mounts", "it leads to what is not")
            #expect(try await code("\(outside)/public/../private") == "policy.mounts")
        }
    }

    @Test func anotherMachinesPathsAreLookedUpThere() async throws {
        let step = try StepFixture()
        try put(step, "link", to: "/etc")
        let engine = try DockerEngine(endpoint: try DockerEndpoint("tcp://192.0.2.1:2375"))
        let target = EnginePool.Target(engine: engine, host: nil, isShared: false)
        func allowed(_ volume: String, _ mounts: [String] = []) async throws -> [ContainerMount] {
            var policy = Policy()
            policy.mounts = mounts.map { PathPattern($0) }
            let options = try RunOptions(
                try StepFixture.options(
                    of: DockerRun(),
                    ["name": "web", "image": "a:1", "volumes": .list([.string(volume)])]))
            let project = Project(root: step.root)
            let authority = Authority(policy: policy, project: project, protected: ProtectedPaths(of: project))
            return try await MountCheck(
                target: target, options: options, step: step.context(StepAuthority(authority, library: nil))
            ).allowed()
        }
        // What it leads to here says nothing of there.
        #expect(try await allowed("./link:/x").first?.source == .bind(path: "\(step.root.path)/link"))
        #expect(try await allowed("/srv/data:/x", ["/srv/*"]).count == 1)
        let found4 = await code { _ = try await allowed("/srv/data:/x") }
        #expect(found4 == "policy.mounts")
        let found5 = await code { _ = try await allowed("./recipes:/x") }
        #expect(found5 == "policy.mounts")
        let found6 = await code { _ = try await allowed("/var/run:/x", ["/var/*"]) }
        #expect(found6 == "policy.docker_socket")
    }
}
