import DockerEngine
import Foundation
import LuaValues
import Recipes
import Testing

@testable import Primitives

@Suite struct ContainerOptionTests {
    private let path = OptionPath("option")

    @Test(arguments: [
        ("80:8080", [PortBinding(containerPort: 8080, hostPort: 80)]),
        ("8080", [PortBinding(containerPort: 8080)]), (":8080", [PortBinding(containerPort: 8080)]),
        ("0:8080", [PortBinding(containerPort: 8080)]),
        ("53:53/udp", [PortBinding(containerPort: 53, hostPort: 53, transportProtocol: .udp)]),
        ("80:80/TCP", [PortBinding(containerPort: 80, hostPort: 80)]),
        ("127.0.0.1:80:8080", [PortBinding(containerPort: 8080, hostPort: 80, hostIP: "127.0.0.1")]),
        ("127.0.0.1::8080", [PortBinding(containerPort: 8080, hostIP: "127.0.0.1")]),
        ("127.0.0.1:0:8080", [PortBinding(containerPort: 8080, hostIP: "127.0.0.1")]),
        ("[::1]:80:8080", [PortBinding(containerPort: 8080, hostPort: 80, hostIP: "::1")]),
        ("[::1]::8080", [PortBinding(containerPort: 8080, hostIP: "::1")]),
        ("0.0.0.0:80:8080", [PortBinding(containerPort: 8080, hostPort: 80, hostIP: "0.0.0.0")]),
        (
            "80-81:8080-8081/udp",
            [
                PortBinding(containerPort: 8080, hostPort: 80, transportProtocol: .udp),
                PortBinding(containerPort: 8081, hostPort: 81, transportProtocol: .udp),
            ]
        ),
        ("9000-9010:80", [PortBinding(containerPort: 80, hostPort: 9000, lastHostPort: 9010)]),
        ("8080-8081", [PortBinding(containerPort: 8080), PortBinding(containerPort: 8081)]),
    ])
    func portsThatExist(_ text: String, _ ports: [PortBinding]) throws {
        #expect(try OptionType<[PortBinding]>.port.parse(.string(text), path) == ports)
    }

    @Test(arguments: [
        "", "0", "65536", "a:80", "80:", "80:80/icmp", "1:2:3:4", "80:8080/tcp/udp", "::1:80:80", "[::1]80:80", "[::1]",
        "80-81:80-82", "81-80:80", "80-:80", "+80:80", "-80", "0-5:80", "80:80-81", "[::1:80:80",
    ])
    func portsThatDoNot(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<[PortBinding]>.port.parse(.string(text), path) }
    }

    /// An engine takes what is no address for all addresses, and the port would be open to the world.
    @Test(arguments: [
        "localhost:80:8080", "127.0.0.l:80:8080", "web-1:80:8080", "256.0.0.1:80:8080", "127.1:80:80",
        "[localhost]:80:80",
        "[fe80::1%eth0]:80:80", " 127.0.0.1:80:80", "0x7f000001:80:80",
    ])
    func aNameIsNoAddress(_ text: String) {
        let error = #expect(throws: OptionError.self) { try OptionType<[PortBinding]>.port.parse(.string(text), path) }
        #expect(error?.message.contains("no IP address") == true, "\(String(describing: error))")
    }

    @Test func aPortMayBeANumber() throws {
        #expect(try OptionType<[PortBinding]>.port.parse(8080, path).map(\.containerPort) == [8080])
        #expect(
            try OptionType<[PortBinding]>.ports.parse([8080, "1-2:1-2"], path).map(\.containerPort) == [8080, 1, 2])
    }

    @Test(arguments: [
        ("data:/var/lib", ContainerMount(.volume(name: "data"), at: "/var/lib")),
        ("/etc/app:/app:ro", ContainerMount(.bind(path: "/etc/app"), at: "/app", isReadOnly: true)),
        ("/etc/app:/app:rw", ContainerMount(.bind(path: "/etc/app"), at: "/app")),
        ("./pages:/www", ContainerMount(.bind(path: "./pages"), at: "/www")),
        ("..:/up:ro", ContainerMount(.bind(path: ".."), at: "/up", isReadOnly: true)),
        ("/cache", ContainerMount(.volume(name: nil), at: "/cache")),
        ("/a:/b:cached,ro", ContainerMount(.bind(path: "/a"), at: "/b", isReadOnly: true)),
    ])
    func volumesThatExist(_ text: String, _ mount: ContainerMount) throws {
        #expect(try OptionType<ContainerMount>.mount.parse(.string(text), path) == mount)
    }

    @Test func volumesMayHaveOptions() throws {
        func mount(_ text: String) throws -> ContainerMount {
            try OptionType<ContainerMount>.mount.parse(.string(text), path)
        }
        #expect(try mount("/a:/b:z").labelling == .shared)
        #expect(try mount("/a:/b:ro,Z").labelling == .exclusive)
        #expect(try mount("/a:/b:ro,Z").isReadOnly)
        #expect(try mount("/a:/b:rslave").propagation == .rslave)
        #expect(try !mount("data:/b:nocopy").copiesImage)
        let root = URL(filePath: "/srv/shop")
        #expect(try mount("./a/../pages:/b").resolved(in: root).source == .bind(path: "/srv/shop/pages"))
        #expect(try mount("../x:/b").resolved(in: root).source == .bind(path: "/srv/x"))
        #expect(try mount("/etc:/b").resolved(in: root).source == .bind(path: "/etc"))
    }

    @Test(arguments: [
        "data", "data:relative", ":/x", "a/b:/x", "/a:/b:rx", "/a:/b:ro:more", "data:/", "/", "/a:/b:", "/a:/b:ro,rw",
        "/a:/b:z,Z", "/a:/b:ro,ro", "data:/b:z", "data:/b:shared", "/a:/b:nocopy", "/a:/b:shared,slave", "~/x:/y", "",
    ])
    func volumesThatDoNot(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<ContainerMount>.mount.parse(.string(text), path) }
    }

    @Test(arguments: [
        ("no", RestartPolicy.never), ("always", .always), ("unless-stopped", .unlessStopped),
        ("on-failure", .onFailure(limit: nil)), ("on-failure:5", .onFailure(limit: 5)),
    ])
    func restartPolicies(_ text: String, _ policy: RestartPolicy) throws {
        #expect(try OptionType<RestartPolicy>.restartPolicy.parse(.string(text), path) == policy)
    }

    @Test(arguments: ["", "never", "on-failure:", "on-failure:x", "on-failure:-1", "always:3"])
    func restartPoliciesThatThereAreNot(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<RestartPolicy>.restartPolicy.parse(.string(text), path) }
    }

    @Test(arguments: ["", "A=B", "=", "A\u{0}"]) func noVariableIsCalledSo(_ name: String) {
        let variables = LuaValue.table(LuaTable(fields: [name: "x"]))
        #expect(throws: OptionError.self) { _ = try Self.run(variables) }
        #expect(throws: OptionError.self) {
            _ = try StepFixture.options(of: RunCommand(), ["command": ["true"], "env": variables])
        }
        #expect(throws: OptionError.self) {
            _ = try StepFixture.options(
                of: DockerBuild(), ["context": "app", "tag": "v1", "args": variables])
        }
    }

    @Test func noVariableHoldsAZeroByte() throws {
        #expect(throws: OptionError.self) { _ = try Self.run(["A": "x\u{0}y"]) }
        _ = try Self.run(["A": "x=y", "a.b-c": "", "X Y": 1])
    }

    private static func run(_ variables: LuaValue) throws -> OptionValues {
        try StepFixture.options(
            of: DockerRun(), ["name": "web", "image": "nginx", "env": variables])
    }

    @Test(arguments: ["web", "shop-web", "a1", "a_b.c-d"])
    func containerNames(_ name: String) throws {
        #expect(try OptionType.containerName.parse(.string(name), path) == name)
    }

    @Test(arguments: ["", "a", "-web", ".web", "we b", "web/1", "wéb", "--privileged"])
    func namesTheEngineWouldReject(_ name: String) {
        #expect(throws: OptionError.self) { try OptionType.containerName.parse(.string(name), path) }
    }

    @Test func aForgedHandleIsNoImage() {
        let fields = LuaTable(fields: ["id": "x", "tag": "y"])
        let container = LuaValue.handle(LuaHandle(kind: "container", fields: fields))
        #expect(throws: OptionError.self) { try OptionType<ImageArgument>.image.parse(container, path) }
    }

    @Test func digitsAloneAreAnImagesID() throws {
        let digits = String(repeating: "0a", count: 32)
        let bare = try OptionType<ImageArgument>.image.parse(.string(digits), path)
        let whole = try OptionType<ImageArgument>.image.parse(.string("sha256:\(digits)"), path)
        #expect(bare == whole)
        guard case .built(let image) = bare else { return #expect(Bool(false), "it is no name") }
        #expect(image.id == "sha256:\(digits)" && image.isBare)
    }

    @Test func aBuiltImageKeepsItsDigest() throws {
        let built = BuiltImage(id: "sha256:1", tag: "a:1", digest: "sha256:2", pinned: "r/a@sha256:2")
        #expect(try OptionType<ImageArgument>.image.parse(built.handle, path) == .built(built))
    }
}
