import DockerEngine
import LuaRuntime
import Recipes
import Testing

@testable import Primitives

@Suite struct ContainerOptionTests {
    private let place = OptionPlace("option")

    @Test(arguments: [
        ("80:8080", PortBinding(containerPort: 8080, hostPort: 80)),
        ("8080", PortBinding(containerPort: 8080)),
        ("53:53/udp", PortBinding(containerPort: 53, hostPort: 53, transportProtocol: .udp)),
        ("127.0.0.1:80:8080", PortBinding(containerPort: 8080, hostPort: 80, hostIP: "127.0.0.1")),
    ])
    func portsThatExist(_ text: String, _ port: PortBinding) throws {
        #expect(try OptionType<PortBinding>.port.parse(.string(text), place) == port)
    }

    @Test(arguments: ["", "0", "65536", "a:80", "80:", ":80", "80:80/icmp", "1:2:3:4", "80:8080/tcp/udp"])
    func portsThatDoNot(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<PortBinding>.port.parse(.string(text), place) }
    }

    @Test func aPortMayBeANumber() throws {
        #expect(try OptionType<PortBinding>.port.parse(8080, place).containerPort == 8080)
    }

    @Test(arguments: [
        ("data:/var/lib", ContainerMount(.volume(name: "data"), at: "/var/lib")),
        ("/etc/app:/app:ro", ContainerMount(.bind(path: "/etc/app"), at: "/app", isReadOnly: true)),
        ("/etc/app:/app:rw", ContainerMount(.bind(path: "/etc/app"), at: "/app")),
    ])
    func volumesThatExist(_ text: String, _ mount: ContainerMount) throws {
        #expect(try OptionType<ContainerMount>.mount.parse(.string(text), place) == mount)
    }

    @Test(arguments: ["data", "data:relative", ":/x", "a/b:/x", "/a:/b:rx", "/a:/b:ro:more"])
    func volumesThatDoNot(_ text: String) {
        #expect(throws: OptionError.self) { try OptionType<ContainerMount>.mount.parse(.string(text), place) }
    }

    @Test(arguments: ["web", "shop-web", "a1", "a_b.c-d"])
    func containerNames(_ name: String) throws {
        #expect(try OptionType.containerName.parse(.string(name), place) == name)
    }

    @Test(arguments: ["", "a", "-web", ".web", "we b", "web/1", "wéb", "--privileged"])
    func namesTheEngineWouldRefuse(_ name: String) {
        #expect(throws: OptionError.self) { try OptionType.containerName.parse(.string(name), place) }
    }

    @Test func aForgedHandleIsNoImage() {
        let fields = LuaTable(fields: ["id": "x", "tag": "y"])
        let container = LuaValue.handle(LuaHandle(kind: "container", fields: fields))
        #expect(throws: OptionError.self) { try OptionType<ImageChoice>.image.parse(container, place) }
    }

    @Test func aBuiltImageKeepsItsDigest() throws {
        let built = BuiltImage(id: "sha256:1", tag: "a:1", digest: "sha256:2", pinned: "r/a@sha256:2")
        #expect(try OptionType<ImageChoice>.image.parse(built.handle, place) == .built(built))
    }
}
